#!/usr/bin/env bash
# Run once by the PostgreSQL image when the data folder is new: the owner of Renshi's database, who is no superuser.
set -euo pipefail
password=$(</run/secrets/renshi_owner)
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="$password" <<'SQL'
SET log_min_error_statement = panic;
CREATE ROLE renshi_owner LOGIN NOSUPERUSER CREATEROLE BYPASSRLS PASSWORD :'password';
CREATE DATABASE renshi OWNER renshi_owner;
SQL
