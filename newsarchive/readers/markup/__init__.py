"""HTML, XML and SGML to text."""
