package net.vdestack.itests;
