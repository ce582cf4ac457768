/** A cable to another machine: the VDE stream over TCP. */
package com.example.tcp;
