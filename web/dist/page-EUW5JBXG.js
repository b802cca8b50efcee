import{a as m}from"./chunk-I5XQST77.js";import"./chunk-SNDLA75J.js";import"./chunk-MHDE3H6E.js";m(document);
