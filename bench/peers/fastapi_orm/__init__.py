"""FastAPI with SQLAlchemy's ORM on asyncpg, as it is commonly written."""
