{{ config(materialized='table') }}
create table x as select * from {{ ref('orders') }}
