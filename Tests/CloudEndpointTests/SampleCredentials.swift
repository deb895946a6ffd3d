import Testing

@testable import CloudEndpoint

/// Certificates and keys of kinds that the device's TLS does not know, made with openssl.
struct SampleCredentials: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let certificate: String
    let certificateFault: CredentialError.Fault
    let key: String
    /// nil where the key alone is a usable one.
    let keyFault: CredentialError.Fault?

    static let unusable = [ed25519, ed448, pssKey, pssSignature, explicitCurve, binaryCurve, md5]

    static let ed25519 = SampleCredentials(
        testDescription: "Ed25519",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBLjCB4aADAgECAhQGJWSE/lj/badqbJfmhgq3vgS0fTAFBgMrZXAwDDEKMAgG
            A1UEAwwBZDAgFw0yNjExMjUwMDMxMzNaGA8yMDUxMDcxNzAwMzEzM1owDDEKMAgG
            A1UEAwwBZDAqMAUGAytlcAMhAHiWp4jJ6AUroN5eDI/43ifWoNcBMwSu92vPj0Jj
            ThFJo1MwUTAdBgNVHQ4EFgQUnKlXpyUkU+icbh1tsjdph82Bd8owHwYDVR0jBBgw
            FoAUnKlXpyUkU+icbh1tsjdph82Bd8owDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
            QQA7/Ydd0pobuj1hnc53E2NlVsgdiWa5s9SO1/BGHsNccGStQBtm2p4WLNZrG9yz
            w3ITuIg5V7YWvLtqX+wfjIQA
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("Ed25519", number: 1),
        key: """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIIeiDnkyrmCg+0BKMH6UB0U4fXeAArh9RP5yhNxI0k0V
            -----END PRIVATE KEY-----
            """,
        keyFault: .unknownAlgorithm("Ed25519", number: nil)
    )

    static let ed448 = SampleCredentials(
        testDescription: "Ed448",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBeTCB+qADAgECAhQGEjc16PM4ewvHTLOmmajTq65qYTAFBgMrZXEwDDEKMAgG
            A1UEAwwBZDAgFw0yNjExMjUwMDMxMzNaGA8yMDUxMDcxNzAwMzEzM1owDDEKMAgG
            A1UEAwwBZDBDMAUGAytlcQM6AAbaWo6wtJJj7sCtiTrIL3CBSK4KTWc/JydXCcMS
            na85HEX7BAKl2dCGJBm1GA5DAv+aXBwKNl4vAKNTMFEwHQYDVR0OBBYEFDufr6Gk
            356rKvQ6Gjiml+DzBrFIMB8GA1UdIwQYMBaAFDufr6Gk356rKvQ6Gjiml+DzBrFI
            MA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VxA3MA3zL/AbfssefS8mxnavqwfnahEuSc
            oEQiwf7ePuGmqSYH/t3QpFed9WZuDNG5Pp9v9vhJxE05UNuAaUQadLj87WtP0Bxs
            FsDThSec8I/WaG3Xvr8BLvD6kst9GmatrNnejr4rVzDucr3TVtz49BudsCUA
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("Ed448", number: 1),
        key: """
            -----BEGIN PRIVATE KEY-----
            MEcCAQAwBQYDK2VxBDsEOUnktWKonRMbeqWgaaCLHG6xzjoE0lhdmqlLOTHHl2UN
            B7lCAv/7c8GsjYpBXT5hQAAdjbagJ6RNWg==
            -----END PRIVATE KEY-----
            """,
        keyFault: .unknownAlgorithm("Ed448", number: nil)
    )

    static let pssKey = SampleCredentials(
        testDescription: "RSA-PSS key",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIICXDCCAZGgAwIBAgIUP+QtdDXfUlGJd0zgoWno4aUpWyIwQQYJKoZIhvcNAQEK
            MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
            AKIDAgFeMAwxCjAIBgNVBAMMAWQwIBcNMjYxMTI1MDA0MzExWhgPMjA1MTA3MTcw
            MDQzMTFaMAwxCjAIBgNVBAMMAWQwgZ0wCwYJKoZIhvcNAQEKA4GNADCBiQKBgQC2
            skkcWLyrR2e6uyLkbE/z5MeiMahLnn6PjidqLy8oDclOvQjE+P5tfjsl95VEoUGO
            07617LCDWcFEYztMegHmDcsyEeoodXQnq0utQ++8m6diW+/+KE5RtO4am+8yMzrJ
            jMGmKH2+QI39rthROsfH+qpWd+4M00N85FAARlAVtQIDAQABo1MwUTAdBgNVHQ4E
            FgQUHzyWAwKLHR/vfV4Kag8IvxU75WAwHwYDVR0jBBgwFoAUHzyWAwKLHR/vfV4K
            ag8IvxU75WAwDwYDVR0TAQH/BAUwAwEB/zBBBgkqhkiG9w0BAQowNKAPMA0GCWCG
            SAFlAwQCAQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogMCAV4DgYEA
            nBrOva1jSAs2uwlWsv53lpCD+jB/nAtIcwsenps5BMjD0T4Mz/qvNp+sFYhTGm2n
            GOmd/VkGudpgxuPMNliPiNJRvINoQX/+mgvwx1M3dUjfOvm3TX2BarTpxDlsKUHx
            SBi0rXaJhuykvObmV5N36ZJKRUzSIuKr5qAJX3C1iW8=
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("RSA-PSS", number: 1),
        key: """
            -----BEGIN PRIVATE KEY-----
            MIICdQIBADALBgkqhkiG9w0BAQoEggJhMIICXQIBAAKBgQC2skkcWLyrR2e6uyLk
            bE/z5MeiMahLnn6PjidqLy8oDclOvQjE+P5tfjsl95VEoUGO07617LCDWcFEYztM
            egHmDcsyEeoodXQnq0utQ++8m6diW+/+KE5RtO4am+8yMzrJjMGmKH2+QI39rthR
            OsfH+qpWd+4M00N85FAARlAVtQIDAQABAoGAO+P+K5i7YLqrun8WVSNcomthNj5p
            GUD/5DeJnDmTj+HVGEbH1Sp63ZH/+dZLzI/AWf34CtNomeaWgMC2878bV61ppIk5
            zjz1Eu70DzOpT/2hLeDE/iQDcC2tEkKnF1YzRQHE1L/opSuB+M2wJNq9jq/YBzr9
            O+Xq/i4ywky8JBECQQDaVhKDBEtIIKERwbElQZkWe4oDar9qEJXLFqtRdqJSvu5+
            xdlTOK6/yk18PgBX12BEplrG7zr3SXF6fZRqX5HnAkEA1jZTz4yYy3tHQTsThqC/
            3mIXhjIJroqEd7h0TIEeIv2nCqAQ1wRF7sgeBKTd74qIDsezNQR1EZx67nU7xdeg
            AwJBAM4aXCUzY4E10/Y4Gmnp74JKojCxjvmnqE9rGdOvonFr7STczVcC9er0JIr4
            2EgTdru3MZAC+m2+9ZFEhFqZ1tcCQQCY3HXcYvlaI2PKscySQr4IhLlCwwxTqHc1
            M8SSH4WQ9K8yDt1VgrAg4F9Dcx8I5DOJUIqap86evaqf5bq8yM1fAkAyo8T/qt67
            b/nkO8hNmn+TO4hFh0lW6bnnK/cYGQOahS4Q2EpWKV77dOWtoP4rbVInFANUtNsH
            z5r4/ZvWUkZA
            -----END PRIVATE KEY-----
            """,
        keyFault: .unknownAlgorithm("RSA-PSS", number: nil)
    )

    static let pssSignature = SampleCredentials(
        testDescription: "RSA key, signed with RSA-PSS",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIICVDCCAY6gAwIBAgIUXPrx8LQyUR8RMdTaF4vXqowpODcwPAYJKoZIhvcNAQEK
            MC+gDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
            ADAMMQowCAYDVQQDDAFkMCAXDTI2MTEyNTAwNDMxMVoYDzIwNTEwNzE3MDA0MzEx
            WjAMMQowCAYDVQQDDAFkMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCrZMj8
            mFkhE0Rp/NHKAMUB61a4v06/i1xodPvLLHyqC6uiK3UuQB7qSzWQcV1+R7fCgb+e
            5/vcjGmnZQhO6LbitHKT4dRoCL++0eZBPWop1bLlWsaIFexyqB4JU6MVgIOhpost
            UIsmSfTdTk89h+aRJeJtozMHWyafaEXm2Cy4ZwIDAQABo1MwUTAdBgNVHQ4EFgQU
            dP3dci3lbUN8pMrFWppnWdBXrqUwHwYDVR0jBBgwFoAUdP3dci3lbUN8pMrFWppn
            WdBXrqUwDwYDVR0TAQH/BAUwAwEB/zA8BgkqhkiG9w0BAQowL6APMA0GCWCGSAFl
            AwQCAQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAA4GBAH5i7QQM+KAb
            q5A7C72y0R6RPVJ43kSiMayOqtzQiVkqS4O/OFqePpVxvmdiUhbKiCPBF3TYKlT0
            taaqSk0t7XRpVT5G1c0aU0aPq1VGfv9orwqNrEfKEpTG0ObI7ORRqE3RaUmPGvEb
            mmsMo7ysoym2coWVrFc+cmrxDdKtyjLG
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("RSA-PSS", number: 1),
        key: """
            -----BEGIN PRIVATE KEY-----
            MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAKtkyPyYWSETRGn8
            0coAxQHrVri/Tr+LXGh0+8ssfKoLq6IrdS5AHupLNZBxXX5Ht8KBv57n+9yMaadl
            CE7otuK0cpPh1GgIv77R5kE9ainVsuVaxogV7HKoHglToxWAg6Gmiy1QiyZJ9N1O
            Tz2H5pEl4m2jMwdbJp9oRebYLLhnAgMBAAECgYEAlDWzF7smV9OxdXWKdIP12JMJ
            ivjjv/9jCXEfy7HMm787zCCIVFZeZXxj9WQS1QBvh2NrsJ4qza0eMALODG5wtm+8
            3Io0W0ahxF6eU7GOrHp8jGHnbh+kc5VA3QFD22+JjAYKBxX16vkHstn0FtgxWFsA
            qgrNutMUqDyyPOHUpAECQQDVkDoIFmEAYzgR9X0BVP/ZdMi6TGsRfVE+9sgaO1Lr
            yOg7o9YMsp/RATOGfKFd32qAMpU4NSKIjxCKQ2wps1D3AkEAzXNswTyhJZL48YJk
            LlbxkartgpwnrqGi9PyHnGs+hKll8PKOe8z0/I2zdUCunHm0imX0/LyIBGRoe5ho
            YKBoEQJAENgUS6kAM5ifxoLXPjCnEU6tukvmsfVxYAb012TQcHpjHrkYW94GzuRK
            XRQdYhsJ+lyC+nDubVjjVBRnRo63FwJBALRL7A/0jhK0VSVUYWhNQnesQfzR3v0g
            uio2hyfc8aNoKZ72rdW1OvV7wRZP6ixFnguqiAFXziHUn+B/EnJhspECQA7D4zQC
            NEBgaR3a+V0IPPCyzQDBNF9aGHGt7TU5saPSJGFqo1ffA12wsyQ+B/lXMjbnqNuq
            i5Ur0AomBJBWfdM=
            -----END PRIVATE KEY-----
            """,
        keyFault: nil
    )

    static let explicitCurve = SampleCredentials(
        testDescription: "P-256 by its parameters",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIICYjCCAgmgAwIBAgIUXHrdhszwEj0rcjyV2TZ+47qyU+AwCgYIKoZIzj0EAwIw
            DDEKMAgGA1UEAwwBZDAgFw0yNjExMjUwMDMxMzVaGA8yMDUxMDcxNzAwMzEzNVow
            DDEKMAgGA1UEAwwBZDCCAUswggEDBgcqhkjOPQIBMIH3AgEBMCwGByqGSM49AQEC
            IQD/////AAAAAQAAAAAAAAAAAAAAAP///////////////zBbBCD/////AAAAAQAA
            AAAAAAAAAAAAAP///////////////AQgWsY12Ko6k+ez671VdpiGvGUdBrDMU7D2
            O848PifSYEsDFQDEnTYIhucEk2pmeOETnSa3gZ9+kARBBGsX0fLhLEJH+Lzm5WOk
            QPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/
            UfUCIQD/////AAAAAP//////////vOb6racXnoTzucrC/GMlUQIBAQNCAASnpIdE
            gWOi8AlsC2lMLf6Ju/Yfv126O1n2ZgGv9CHsHfHuOAC10V/61yU4Fn7koKGSquyg
            AyLA+gyv9/OiChMpo1MwUTAdBgNVHQ4EFgQUUCqlBLlBf2xbWTgMXEzMXKB/mOow
            HwYDVR0jBBgwFoAUUCqlBLlBf2xbWTgMXEzMXKB/mOowDwYDVR0TAQH/BAUwAwEB
            /zAKBggqhkjOPQQDAgNHADBEAiAMn2eMeiJnd1wmsTnqOgJWL1K4k8fgfyRfCRG+
            8R9PRAIgfmOQd14C9p3ELzwRZtdKMqhaUZP2i1JA+dbC6cO9Kkw=
            -----END CERTIFICATE-----
            """,
        certificateFault: .explicitCurve(number: 1),
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MIIBaAIBAQQgZkngofwp7yamyDsMTopXDgbk4kN/Stli4vMgm9WzOT+ggfowgfcC
            AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
            MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
            vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
            axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W
            K84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
            YyVRAgEBoUQDQgAEp6SHRIFjovAJbAtpTC3+ibv2H79dujtZ9mYBr/Qh7B3x7jgA
            tdFf+tclOBZ+5KChkqrsoAMiwPoMr/fzogoTKQ==
            -----END EC PRIVATE KEY-----
            """,
        keyFault: .explicitCurve(number: nil)
    )

    static let binaryCurve = SampleCredentials(
        testDescription: "sect283r1",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBezCCARqgAwIBAgIUJ13TDlZhWbaUHnI0nawyzVcqrEEwCgYIKoZIzj0EAwIw
            DDEKMAgGA1UEAwwBZDAgFw0yNjExMjUwMDMxMzVaGA8yMDUxMDcxNzAwMzEzNVow
            DDEKMAgGA1UEAwwBZDBeMBAGByqGSM49AgEGBSuBBAARA0oABAHdJ4mC4vy4l/qK
            XyxIijTnv2oAXw79unu+AEucR7BR3ktQCwHbGXRz88uZ27G5zgG3AkUND1oeV+xj
            ePPQz1Lo9vqi7NaakKNTMFEwHQYDVR0OBBYEFMKRuHbNxU6f6oUqMS5H7qylZAzv
            MB8GA1UdIwQYMBaAFMKRuHbNxU6f6oUqMS5H7qylZAzvMA8GA1UdEwEB/wQFMAMB
            Af8wCgYIKoZIzj0EAwIDTwAwTAIkAjgIk3ZAtc4CfY2I5Luu5ISBFZ9LRdiN7iiQ
            ZPYJocrEw6YYAiQC6FL8FYRTkarj1ks+BJxJJKePxrb3DSSGy/nTZSH44T0b/hY=
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("the curve sect283r1", number: 1),
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MIGAAgEBBCQBaSoaGmJr7CfQwA51bpJt8tYAMCkkDZuyEEBzB/YVB1wyktSgBwYF
            K4EEABGhTANKAAQB3SeJguL8uJf6il8sSIo0579qAF8O/bp7vgBLnEewUd5LUAsB
            2xl0c/PLmduxuc4BtwJFDQ9aHlfsY3jz0M9S6Pb6ouzWmpA=
            -----END EC PRIVATE KEY-----
            """,
        keyFault: .unknownAlgorithm("the curve sect283r1", number: nil)
    )

    static let md5 = SampleCredentials(
        testDescription: "RSA key, signed over MD5",
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIB9jCCAV+gAwIBAgIUdxNvxiudNh44ZVWPvDczYBlgXNUwDQYJKoZIhvcNAQEE
            BQAwDDEKMAgGA1UEAwwBZDAgFw0yNjExMjUwMDQzMTFaGA8yMDUxMDcxNzAwNDMx
            MVowDDEKMAgGA1UEAwwBZDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAsGIu
            VV8CylQZKGHkTYvDg23PHLNtp4GSP7WBit0U4ZFy/0HkgYVvVDkZVu7zPnslhF/M
            L1Pm2uqA6r1iRN6HpSa6JmZlSr1c8pp3Eu/m+IWIjuCHwWXZWtUsXujJd7oyAGGC
            fdNByuijBuoma5ynOeBjkUIGD1Lea8jzU5zIumUCAwEAAaNTMFEwHQYDVR0OBBYE
            FM1yn61nDsutXHRsx4U/S0xpEWxMMB8GA1UdIwQYMBaAFM1yn61nDsutXHRsx4U/
            S0xpEWxMMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEEBQADgYEADN7DC17m
            4/AUOVxvoHQO89K2LWw3e+llCiGIZhhuMMwBFkE8bLOPGwkaMx2o9NBvPSr0cnYB
            57n/Hywv854tJ/50qkkdt86zENtK1hGeMDQGb34HsrIMgbIMK2HXG5jGOnpy+svm
            QWlTlVh6TeZcOPKr4WySEyzFNAnqbT2GNL4=
            -----END CERTIFICATE-----
            """,
        certificateFault: .unknownAlgorithm("RSA with MD5", number: 1),
        key: """
            -----BEGIN PRIVATE KEY-----
            MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBALBiLlVfAspUGShh
            5E2Lw4NtzxyzbaeBkj+1gYrdFOGRcv9B5IGFb1Q5GVbu8z57JYRfzC9T5trqgOq9
            YkTeh6UmuiZmZUq9XPKadxLv5viFiI7gh8Fl2VrVLF7oyXe6MgBhgn3TQcroowbq
            JmucpzngY5FCBg9S3mvI81OcyLplAgMBAAECgYAyFV7UrOrM6r5OAiXigwocGqUR
            oD1Fr/wIDRDgjlAskLFXm603vdzTzHbOgYEeP7dydAU1dxx5EtdSUD5EEe/v0xN8
            9Bt3nMKEi7pPob/3sOjiJyKwUAEQ9Yi9o9HHqyw/+qvxqJQIxCvHBNKUG3LFxO0x
            Ya1vOOO1qE9TfmanAQJBAOZDt4XAiOVRle55SsqTQDVEBbq4LLx44SY8KRp1dSX9
            SXd/ftpPNmbj8ThwedCtpca41w7ajqf5/tsvfCRGr8ECQQDEGNTgOZ+LjgwYUHD+
            6OuEmribvHdkM9lMapaQQHR41L6+J/g8+qaNitHykNRl7cIpgGE1gtiHFZWwmkHz
            tjOlAkAYVon8UihmDKSLSzizhrLfrmvom3TnCuPJVcyGZmnWdRohzlELJBo879Tc
            QU8u1lvSUFEy2bkAWjUs160IbIxBAkBOze/WgDG2oooHx2PxfOcQ7iCcLVwJf7Cm
            vfrt04k6+bwBrQxcbRo7rXr7sOo6YBb0GKx4FbIwbyMtyoAQkbslAkBEkbHVwkd9
            VU4m46jaMqc3pcfwkU9UFZXXQV4o6JeobrwINuUzv6gxXU1ZfBd4fzR3MrhWfkNA
            p2GX/BkgPzvO
            -----END PRIVATE KEY-----
            """,
        keyFault: nil
    )

    /// device-p256.key.pem under a password.
    static let encryptedKeys = [
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhUano5zcGygwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECoIJBDVqdt+FNGObvM44P8EgZB7
        gSn0+La6XTvAKkLRcAaKYTKbLd1c1tYF6dsZ+Gk6W2h6lhgtElCf1igtVwY2pTGU
        1eBBekRaX0KoRWT8T17f3+G1yLYvTuopG+Jrrxfaou74Uu05wCRIbOg36Og1tSON
        cTtCcdgli6oArFPATffPcnDfOIlw/BH9enFZrD1ymp1iOwIBeBPC7WoOMpWbWA4=
        -----END ENCRYPTED PRIVATE KEY-----
        """,
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,41B3DF1FE64B75BC2AFEC3AFB415CFB1

        B1gRufRZWqP5ym/z+jl2Gph+K26KcsMnqfAkJJjQeWyFh8GAS7Ybff49tE/eCL1A
        SIHuFcZaSrYLRoSyjXUtPvx8Rwqq+6px/vyMGjVEAd+goy3LEsxFV9cfZmxVBrpX
        R+hS6qZd5IWHBlzrW8rTLbOGizOTNSJ5eviIwq0IxsQ=
        -----END EC PRIVATE KEY-----
        """,
    ]
}
