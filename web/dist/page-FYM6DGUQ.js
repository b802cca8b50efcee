import{a as m}from"./chunk-HTDLI6DI.js";import"./chunk-4PT7J5AZ.js";import"./chunk-MHDE3H6E.js";m(document);
