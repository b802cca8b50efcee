import{a as m}from"./chunk-6C2HSYB2.js";import"./chunk-SNDLA75J.js";import"./chunk-MHDE3H6E.js";m(document);
