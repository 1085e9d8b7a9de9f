"""The stations under the eye of a production manager: losses, bottleneck, queues, quality."""
