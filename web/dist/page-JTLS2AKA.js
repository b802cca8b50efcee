import{a as m}from"./chunk-MCROXC4D.js";import"./chunk-WVPNV6YC.js";import"./chunk-MHDE3H6E.js";m(document);
