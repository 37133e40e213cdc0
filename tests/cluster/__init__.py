"""An archive on real nodes of OpenSearch, started here on loopback: every test has `cluster`."""
