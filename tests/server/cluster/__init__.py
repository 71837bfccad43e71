"""The bus and the registry on a real Redis that is killed, frozen and restarted."""
