/* A device of the tests: its account, certificate and key. */
#define REGION "eu-west-1"

const char *client_endpoint = "a1b2c3d4e5f6g7" ".iot." REGION
    ".amazonaws.com";

const char *client_cert =
"-----BEGIN CERTIFICATE-----\r\n"
"MIICjjCCAXagAwIBAgIUEAAAAAAAAAAAAAAAAAAAAAAAACkwDQYJKoZIhvcNAQEL\r\n"
"BQAwRjFEMEIGA1UECww7RXhhbXBsZSBXZWIgU2VydmljZXMgTz1FeGFtcGxlIEw9\r\n"
"U2VhdHRsZSBTVD1XYXNoaW5ndG9uIEM9VVMwHhcNMjAwMTAxMDAwMDAwWhcNNDkx\r\n"
"MjMxMjM1OTU5WjAlMSMwIQYDVQQDDBpGaWN0aXRpb3VzIElvVCBDZXJ0aWZpY2F0\r\n"
"ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJMYszPO8k7ID9AuiS2fuU7uNMFU\r\n"
"46ta/N2WnUo5Dusjldo3Y760+hnkFvOkEN1fBhh19/N/KaN9VVn7C/zqh3ijYDBe\r\n"
"MAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMB0GA1UdDgQWBBQ6Svkl/ukY\r\n"
"mDyGC/iHFJTexuis4TAfBgNVHSMEGDAWgBSsRzliHCA7FD99Nl3wCzRU8vqjIjAN\r\n"
"BgkqhkiG9w0BAQsFAAOCAQEAJv8ar18Bo7kQvtJeNI9G/lH1U0NFsDXgzG7BwnvV\r\n"
"Cy60u9ym2r7lMGzFXd/xe4mfwfz4Jt6PJbPCpIppVg4RNGYx8J62p5GK3743UHPB\r\n"
"Q156ZjflnhcEzQCpv2rsX78lcW0nfwLGqrcZzbCuNoFHq+vfdygbJ4xLwWTHwkH1\r\n"
"J06GI+vorsY92QBGd6SBVug3uJHr93gRe1PG7VV3Z/OUp4BBQ4ZpphX3Ip5xCyam\r\n"
"P3KEiTfRXhILjCHT98wJOjuBIx2ML+n5Cet5m9fd+IbI1+Oprw5ODaX5i7FVFosh\r\n"
"Fb537fhD26lMDIV4JQW/XPcAT5kdWsW0CxQ16UTwc/kHtg==\r\n"
"-----END CERTIFICATE-----\r\n";

// prime256v1, as openssl ecparam makes it
const char *client_key =
"-----BEGIN EC PARAMETERS-----\r\n"
"BggqhkjOPQMBBw==\r\n"
"-----END EC PARAMETERS-----\r\n"
"-----BEGIN EC PRIVATE KEY-----\r\n"
"MHcCAQEEIIyFqVqPZ32r7aKwC0mmiPf5J4UWlaLdBzCQuUM5FZeJoAoGCCqGSM49\r\n"
"AwEHoUQDQgAEkxizM87yTsgP0C6JLZ+5Tu40wVTjq1r83ZadSjkO6yOV2jdjvrT6\r\n"
"GeQW86QQ3V8GGHX3838po31VWfsL/OqHeA==\r\n"
"-----END EC PRIVATE KEY-----\r\n";
