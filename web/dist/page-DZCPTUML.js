import{a as m}from"./chunk-RJK2S22O.js";import"./chunk-4PT7J5AZ.js";import"./chunk-MHDE3H6E.js";m(document);
