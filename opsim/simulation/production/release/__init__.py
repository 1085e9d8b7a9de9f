"""When work may enter the floor, and in which order it is done: cards, dates, ropes and plans."""
