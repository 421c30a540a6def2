using FsCheck;
using FsCheck.Fluent;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>Generates recipes: mostly good tokens with one to three things wrong.</summary>
internal static class TokenRecipes
{
    private static readonly string[] WrongTypes =
        ["null", "true", "0", "-1", "1.5", "1e400", "\"\"", "\" \"", "\"x\"", "[]", "{}", "[null]", "[[\"x\"]]", "[1,\"x\"]",
            "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"\\u0000\""];

    private static readonly string[] Names =
        ["sub", "jti", "groups", "username", "provider", "token_use", "scope", "client_id", "azp", "act", "amr", "auth_time", "cnf",
            "ancestors", "email", "typ", "nonce", "", "__proto__", "is\\u0073"];

    private static readonly string[] Algorithms =
    [
        "none", "None", "NONE", "", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "es256",
        "ES256 ", "ES256K",
        "ES384", "ES512", "EdDSA", "dir", "RSA-OAEP", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    ];

    private static readonly string[] Pieces =
        [" ", "\n", "\r\n", "\t", "=", "==", ".", "..", "+", "/", "-", "_", "A", "%2E", "\0", "é", "\uFEFF", "Bearer ", "AAAA", ".AAAA",
            "\u200B", "\"", ","];

    public static Gen<TokenRecipe> Any(long now, int leeway, string providerIssuer)
    {
        var claims = Lists(Gen.Frequency((6, Dates(now, leeway)), (2, Issuers(providerIssuer)), (3, Audiences()), (3, OtherClaims())), 3);
        var headers = Lists(Gen.Frequency((3, Algorithm()), (2, KeyIds()), (2, Types()), (3, Extensions())), 2);
        return
            from family in Gen.Elements(Enum.GetValues<TokenFamily>())
            from edited in Gen.Frequency((3, claims), (2, Gen.Constant<IReadOnlyList<MemberEdit>>([])))
            from header in Gen.Frequency((2, headers), (4, Gen.Constant<IReadOnlyList<MemberEdit>>([])))
            from headerForm in Rarely<JsonForm>(14)
            from payloadForm in Rarely<JsonForm>(10)
            from encoding in Rarely<EncodingForm>(10)
            from signature in Gen.Frequency(
                (10, Gen.Constant(SignatureForm.Right)), (2, Gen.Constant(SignatureForm.AsTheHeaderSays)),
                (2, Gen.Elements(Enum.GetValues<SignatureForm>())))
            from text in Gen.Frequency((5, Gen.Constant<IReadOnlyList<TextEdit>>([])), (2, Lists(Texts(), 2)))
            select new TokenRecipe(family)
            {
                Header = header,
                Claims = edited,
                HeaderForm = headerForm,
                PayloadForm = payloadForm,
                Encoding = encoding,
                Signature = signature,
                Text = text,
            };
    }

    private static Gen<T> Rarely<T>(int weight)
        where T : struct, Enum => Gen.Frequency((weight, Gen.Constant(default(T))), (1, Gen.Elements(Enum.GetValues<T>())));

    private static Gen<IReadOnlyList<T>> Lists<T>(Gen<T> item, int most) =>
        from count in Gen.Choose(1, most)
        from items in Gen.ArrayOf(item, count)
        select (IReadOnlyList<T>)items;

    private static Gen<MemberEdit> Dates(long now, int leeway)
    {
        var seconds =
            from offset in Gen.Elements(
                -7200, -leeway - 2, -leeway - 1, -leeway, -leeway + 1, -1, 0, 1, leeway - 1, leeway, leeway + 1, leeway + 2, 3600,
                86400 * 400)
            select now + offset;
        var value = Gen.Frequency(
            (8, from second in seconds select $"{second}"),
            (3, from second in seconds from fraction in Gen.Elements(".0", ".001", ".5", ".999", "e0", "E+0") select second + fraction),
            (2, from second in seconds select $"\"{second}\""),
            (2, Gen.Elements(
                "-0", "253402300799", "253402300800", "9223372036854775807", "9223372036854775808", "1e12", "1e19", "1e308", "-62135596800",
                "\"tomorrow\"")),
            (2, Gen.Elements(WrongTypes)),
            (1, Gen.Constant<string>(null!)));
        return
            from name in Gen.Elements("exp", "exp", "nbf", "nbf", "iat")
            from json in value
            from added in Added()
            select new MemberEdit(name, json, added);
    }

    private static Gen<MemberEdit> Issuers(string providerIssuer) =>
        from json in Gen.Frequency(
            (3, Gen.Elements(
                "\"mcp-auth-server\"", "\"MCP-AUTH-SERVER\"", "\"mcp-auth-server \"", $"\"{TokenMint.Origin}\"", $"\"{TokenMint.Origin}/\"",
                $"\"{providerIssuer}\"", $"[\"{providerIssuer}\"]", "\"https://evil.example\"")),
            (1, Gen.Elements(WrongTypes)),
            (1, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit("iss", json, added);

    private static Gen<MemberEdit> Audiences() =>
        from json in Gen.Frequency(
            (5, from items in Gen.ArrayOf(Gen.Elements(
                "\"mcp-registry\"", "\"mcp\"", $"\"{TokenMint.Resource}\"", $"\"{TokenMint.Origin}\"", $"\"{TokenMint.Origin}/other/mcp\"",
                "\"evil\"", "\"\"", "null", "1", "[\"mcp\"]"))
                select $"[{string.Join(',', items.Take(4))}]"),
            (2, Gen.Elements(
                "\"mcp-registry\"", "\"mcp\"", "\"MCP\"", "\"mcp \"", "\"mcp-registry/\"", $"\"{TokenMint.Resource}/\"",
                $"\"{TokenMint.Origin}.evil.example\"", $"\"{TokenMint.Origin}@evil.example/mcp\"", "{\"mcp\":true}")),
            (2, Gen.Elements(WrongTypes)),
            (1, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit("aud", json, added);

    private static Gen<MemberEdit> OtherClaims() =>
        from name in Gen.Elements(Names)
        from json in Gen.Frequency(
            (4, Gen.Elements(WrongTypes)), (2, Gen.Elements(12, 16, 17, 62, 70, 200).Select(Nested)), (1, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit(name, json, added);

    private static Gen<MemberEdit> Algorithm() =>
        from json in Gen.Frequency(
            (6, Gen.Elements(Algorithms).Select(name => $"\"{name}\"")), (1, Gen.Elements(WrongTypes)), (1, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit("alg", json, added);

    private static Gen<MemberEdit> KeyIds() =>
        from json in Gen.Frequency(
            (3, Gen.Elements("\"ec\"", "\"rsa\"", "\"EC\"", "\"unknown\"", "\"../../dev/null\"", "\"' OR 1=1\"", "[\"ec\"]")),
            (1, Gen.Elements(WrongTypes)), (2, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit("kid", json, added);

    private static Gen<MemberEdit> Types() =>
        from json in Gen.Frequency(
            (3, Gen.Elements("\"JWT\"", "\"at+jwt\"", "\"application/at+jwt\"", "\"JWE\"", "\"dpop+jwt\"", "\"JWT \"")), (
                1, Gen.Elements(WrongTypes)), (1, Gen.Constant<string>(null!)))
        from added in Added()
        select new MemberEdit("typ", json, added);

    // No name of a key among the values: the library looks a key up by x5t as if it were a kid, and we ignore x5t.
    private static Gen<MemberEdit> Extensions() =>
        from name in Gen.Elements(
            "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "cty", "zip", "enc", "nonce", "url", "exp", "")
        from json in Gen.Frequency(
            (2, Gen.Elements(
                "[\"exp\"]", "[\"b64\"]", "false", "\"http://127.0.0.1:1/keys\"", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "[\"AAAA\"]",
                "\"JWT\"", "\"DEF\"", "\"A128GCM\"", "\"x\"")),
            (1, Gen.Elements(WrongTypes)),
            (1, Gen.Elements(17, 62, 70).Select(Nested)))
        select new MemberEdit(name, json);

    private static Gen<TextEdit> Texts() =>
        from change in Gen.Elements(Enum.GetValues<TextChange>())
        from a in Gen.Choose(0, 1500)
        from b in Gen.Choose(0, 4000)
        from piece in Gen.Elements(Pieces)
        select new TextEdit(change, a, b, piece);

    private static Gen<bool> Added() => Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)));

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + "1" + new string(']', depth);
}
