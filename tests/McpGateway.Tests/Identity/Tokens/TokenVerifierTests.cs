using System.Security.Cryptography;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Tokens;

/// <summary>The edges of the rules: leeway, key choice, the rules that can be switched off, and the sizes that are still read.</summary>
public sealed class TokenVerifierTests : IDisposable
{
    private static readonly long Now = TokenForge.Now.ToUnixTimeSeconds();

    private readonly TokenForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData("nbf", 30, "None")]
    [InlineData("nbf", 31, "NotYetValid")]
    [InlineData("iat", 30, "None")]
    [InlineData("iat", 31, "NotYetValid")]
    [InlineData("exp", -29, "None")]
    [InlineData("exp", -30, "Expired")]
    public void Leeway_AppliesToEachTime(string claim, int offset, string expected) =>
        Assert.Equal(expected, _forge.Judge(_forge.Sign(TokenForge.Header, TokenForge.Claims((claim, $"{Now + offset}")))).ToString());

    [Theory]
    [InlineData("aud", "\"other\"", "None")]
    [InlineData("token_use", "\"id\"", "WrongUse")]
    [InlineData("iss", "\"other\"", "UnknownIssuer")]
    public void RulesWithoutAudience_StillJudgeTheRest(string claim, string json, string expected) => Assert.Equal(
        expected, Judge(TokenForge.Header, TokenForge.Rules with { RequiresAudience = false }, (claim, json)).ToString());

    [Fact]
    public void RulesWithoutUse_TakeAnyUse()
    {
        Assert.Equal(TokenRefusal.None, Judge(TokenForge.Header, TokenForge.Rules with { Use = null }, ("token_use", null)));
        Assert.Equal(TokenRefusal.None, Judge(TokenForge.Header, TokenForge.Rules with { Use = "id" }, ("token_use", "\"id\"")));
        Assert.Equal(TokenRefusal.WrongUse, Judge(TokenForge.Header, TokenForge.Rules with { Use = "id" }));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"key-1"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"JWT"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"jwt"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"at+jwt"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"application/at+jwt"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":""}""", false)]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"application/jwt"}""", false)]
    public void Type_AsListed(string header, bool isAccepted) =>
        Assert.Equal(isAccepted ? TokenRefusal.None : TokenRefusal.WrongType, Judge(header, TokenForge.Rules));

    [Fact]
    public void Type_Narrowed_RefusesAnAbsentOne() =>
        Assert.Equal(TokenRefusal.WrongType, Judge("""{"alg":"ES256","kid":"key-1"}""", TokenForge.Rules with { Types = ["JWT"] }));

    [Fact]
    public void KeyId_NotRequired_TriesTheKeys_ButNotMoreThanEight()
    {
        var token = _forge.Sign("""{"alg":"ES256"}""", TokenForge.Claims());
        var rules = TokenForge.Rules with { RequiresKeyId = false };
        var others = Enumerable.Range(0, 8).Select(_ => OtherKey()).ToArray();

        Assert.Equal(TokenRefusal.None, TokenForge.Judge(token, [.. others[..7], _forge.Key], rules));
        Assert.Equal(TokenRefusal.BadSignature, TokenForge.Judge(token, [.. others, _forge.Key], rules));
        Assert.Equal(TokenRefusal.UnknownKey, TokenForge.Judge(token, [], rules));
        Assert.Equal(TokenRefusal.UnknownKey, TokenForge.Judge(token, [_forge.Key], TokenForge.Rules));
    }

    [Fact]
    public void KeyId_Stated_NarrowsToItsKeys_AndKeysOfOtherAlgorithmsDoNotCount()
    {
        using var symmetric = new SymmetricVerificationKey(TokenForge.KeyId, new byte[32]);
        var token = _forge.Valid();

        Assert.Equal(TokenRefusal.None, TokenForge.Judge(token, [symmetric, OtherKey(), _forge.Key]));
        Assert.Equal(TokenRefusal.AlgorithmNotAllowed, TokenForge.Judge(token, [symmetric]));
        Assert.Equal(TokenRefusal.UnknownKey, TokenForge.Judge(token, [OtherKey()]));
        Assert.Equal(TokenRefusal.BadSignature, TokenForge.Judge(token, [symmetric, OtherKey(TokenForge.KeyId)]));
    }

    [Fact]
    public void Parse_ExactlyTheLongestTokenAndHeader_AreRead_OneMoreIsNot()
    {
        var signature = new string('A', 86);
        var payload = new string('A', JwsToken.MaxLength - 86 - 2 - TokenForge.Encode(TokenForge.Header).Length);
        payload = payload[..(payload.Length - (payload.Length % 4))];
        var longest = $"{TokenForge.Encode(TokenForge.Header)}.{payload}.";
        longest += new string('A', JwsToken.MaxLength - longest.Length);

        Assert.Equal(TokenRefusal.None, JwsToken.Parse(longest, out var token));
        Assert.Equal(TokenRefusal.Malformed, JwsToken.Parse(longest + "AAAA", out _));
        Assert.Equal(JwsToken.MaxLength, longest.Length);
        Assert.Equal(longest[..longest.LastIndexOf('.')].Length, token!.SigningInput.Length);
        Assert.Equal(TokenRefusal.None, JwsToken.Parse($"{HeaderOf(4096)}.e30.{signature}", out _));
        Assert.Equal(TokenRefusal.Malformed, JwsToken.Parse($"{HeaderOf(4100)}.e30.{signature}", out _));
    }

    [Theory]
    [InlineData("e30.e30.AA", "AlgorithmNotAllowed")]
    [InlineData(".e30.AA", "Malformed")]
    [InlineData("!.e30.AA", "Malformed")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.!.AA", "Malformed")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.!", "Malformed")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.", "BadSignature")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9..AA", "None")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA", "None")]
    public void Parse_Parts_AreJudgedInTurn(string text, string expected)
    {
        Assert.Equal(expected, JwsToken.Parse(text, out var token).ToString());
        Assert.Equal(expected == "None", token is not null);
    }

    [Fact]
    public void Describe_EveryRefusal_HasItsOwnText()
    {
        var texts = Enum.GetValues<TokenRefusal>().Select(TokenRefusals.Describe).ToArray();

        Assert.Equal("", texts[0]);
        Assert.Equal(texts.Length, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.All(texts[1..], text => Assert.StartsWith("The token", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"a":"x y  z"}""", "x y  z", "x,y,z", "x y  z")]
    [InlineData("""{"a":["x","y"]}""", null, "", "x,y")]
    [InlineData("""{"a":1}""", null, "", "")]
    [InlineData("""{"a":[1]}""", null, "", "")]
    [InlineData("""{"b":"x"}""", null, "", "")]
    public void Claims_FurtherOnes_AreReadByTheirType(string json, string? text, string words, string texts)
    {
        var claims = TokenClaims.Parse(System.Text.Encoding.UTF8.GetBytes(json))!;

        Assert.Equal(text, claims.Text("a"));
        Assert.Equal(words, string.Join(',', claims.Words("a")));
        Assert.Equal(texts, string.Join(',', claims.Texts("a")));
    }

    [Fact]
    public void Claims_RegisteredOnes_AreReadIntoTheirProperties()
    {
        var claims = TokenClaims.Parse("""{"iss":"i","sub":"s","aud":["a","b"],"jti":"j","exp":3.9,"nbf":2,"iat":0}"""u8.ToArray())!;

        Assert.Equal(("i", "s", "j"), (claims.Issuer, claims.Subject, claims.Id));
        Assert.Equal(["a", "b"], claims.Audience);
        Assert.Equal(
            (3L, 2L, 0L),
            (claims.ExpiresAt!.Value.ToUnixTimeSeconds(), claims.NotBefore!.Value.ToUnixTimeSeconds(),
            claims.IssuedAt!.Value.ToUnixTimeSeconds()));
        Assert.Null(TokenClaims.Parse("{}"u8.ToArray())!.ExpiresAt);
    }

    private static string HeaderOf(int characters)
    {
        const string Start = "{\"alg\":\"ES256\",\"kid\":\"";
        return TokenForge.Encode(Start + new string('k', (characters * 3 / 4) - Start.Length - 2) + "\"}");
    }

    private static EcVerificationKey OtherKey(string keyId = "other")
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return EcVerificationKey.Create(keyId, JwsAlgorithm.ES256, point.X!, point.Y!);
    }

    private TokenRefusal Judge(string header, TokenValidationRules rules, params (string Name, string? Json)[] changes) =>
        TokenForge.Judge(_forge.Sign(header, TokenForge.Claims(changes)), [_forge.Key], rules);
}
