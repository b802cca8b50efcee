import{a as m}from"./chunk-RZ7MMX57.js";import"./chunk-4PT7J5AZ.js";import"./chunk-MHDE3H6E.js";m(document);
