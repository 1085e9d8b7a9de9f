"""Operations management: everything that the firm does around its floor."""
