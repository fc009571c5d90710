"""Django Ninja over Django's ORM, synchronous as it is commonly deployed."""
