-- A role and a database of their own, with the password that comes by standard input.
\set ON_ERROR_STOP on
\set password `cat`
CREATE ROLE roadshow LOGIN PASSWORD :'password';
CREATE DATABASE roadshow OWNER roadshow ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE roadshow FROM PUBLIC;
