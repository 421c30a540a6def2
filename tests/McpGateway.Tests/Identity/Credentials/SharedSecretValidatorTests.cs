using System.Security.Cryptography;
using System.Text;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Credentials;

/// <summary>Tokens of another implementation with the same secret: taken only where that is switched on.</summary>
public sealed class SharedSecretValidatorTests
{
    private const string Secret = "a secret that two implementations share";

    private readonly ManualTimeProvider _clock = new();
    private readonly RevokedTokens _revoked;

    public SharedSecretValidatorTests() => _revoked = new(_clock);

    [Theory]
    [InlineData(true, Secret, "mcp-auth-server", "HS256", true)]
    [InlineData(false, Secret, "mcp-auth-server", "HS256", false)]
    [InlineData(true, null, "mcp-auth-server", "HS256", false)]
    [InlineData(true, Secret, "https://id.example", "HS256", false)]
    [InlineData(true, Secret, "mcp-auth-server", "ES256", false)]
    public void Accepts_Token_OnlyWhenSwitchedOn(bool isOn, string? secret, string issuer, string algorithm, bool expected)
    {
        using var validator = Validator(isOn, secret);

        Assert.Equal(expected, validator.Accepts(issuer, Parse(Sign("{}", algorithm: algorithm))));
    }

    [Fact]
    public async Task Validate_GoodToken_IsSomebodyOfItsOwnProvider()
    {
        const string More =
            """
            "jti":"t1","groups":["staff"],"scope":"readers writers","client_id":"c1","email":"a@x.example"
            """;

        var identity = (await JudgeAsync(Sign(Claims(More)))).Identity!;

        Assert.Equal(("shared:bob", "bob", "shared", "c1"), (identity.Subject, identity.UserName, identity.Provider, identity.ClientId));
        Assert.Equal(["staff"], identity.Groups);
        Assert.Equal(["readers", "writers"], identity.GrantedScopes);
        Assert.Equal(("t1", "a@x.example"), (identity.TokenId, identity.Email));
    }

    /// <summary>No scope is no right, and not "all that the groups have".</summary>
    [Fact]
    public async Task Validate_WithoutScopes_IsGrantedNone() =>
        Assert.Equal([], (await JudgeAsync(Sign(Claims("\"groups\":[\"staff\"]")))).Identity!.GrantedScopes!);

    [Theory]
    [InlineData("\"aud\":\"elsewhere\"")]
    [InlineData("\"iss\":\"elsewhere\"")]
    [InlineData("\"exp\":1893455940")]
    [InlineData("\"nbf\":1893456060")]
    [InlineData("\"sub\":\"\"")]
    [InlineData("\"token_use\":\"refresh\"")]
    public async Task Validate_Claim_OutOfTheRules_IsRefused(string claim)
    {
        var verdict = await JudgeAsync(Sign(Claims(claim)));

        Assert.Null(verdict.Identity);
        Assert.NotEqual(TokenRefusal.None, verdict.Refusal);
    }

    [Fact]
    public async Task Validate_AnotherSecretOrChangedClaims_IsABadSignature()
    {
        var parts = Sign(Claims()).Split('.');
        var changed = $"{parts[0]}.{TokenForge.Encode(Claims("\"groups\":[\"registry-admins\"]"))}.{parts[2]}";

        Assert.Equal(TokenRefusal.BadSignature, (await JudgeAsync(Sign(Claims(), secret: Secret + "!"))).Refusal);
        Assert.Equal(TokenRefusal.BadSignature, (await JudgeAsync(changed)).Refusal);
    }

    [Fact]
    public async Task Validate_RevokedToken_IsRefusedByItsId()
    {
        var now = _clock.GetUtcNow();
        _revoked.Add(new("t1", now, now.AddHours(1)));

        Assert.Equal(TokenRefusal.Revoked, (await JudgeAsync(Sign(Claims("\"jti\":\"t1\"")))).Refusal);
        Assert.Equal(TokenRefusal.None, (await JudgeAsync(Sign(Claims("\"jti\":\"t2\"")))).Refusal);
    }

    [Fact]
    public void Revoked_Ids_AreForgottenLongAfterTheTokensEnd()
    {
        var now = _clock.GetUtcNow();
        _revoked.Add(new("t1", now, now.AddHours(1)));
        _clock.Advance(TimeSpan.FromHours(2));
        _revoked.Add(new("t2", now, now.AddHours(9)));
        Assert.True(_revoked.Contains("t1"));

        _clock.Advance(TimeSpan.FromSeconds(1));
        _revoked.Add(new("t3", now, now.AddHours(9)));

        Assert.Equal((false, true, true), (_revoked.Contains("t1"), _revoked.Contains("t2"), _revoked.Contains("t3")));
    }

    private async Task<BearerVerdict> JudgeAsync(string token)
    {
        using var validator = Validator(isOn: true, Secret);
        var parsed = Parse(token);
        return await validator.ValidateAsync(parsed, TokenClaims.Parse(parsed.Payload)!, TestContext.Current.CancellationToken);
    }

    private SharedSecretValidator Validator(bool isOn, string? secret) =>
        new(_revoked, Options.Create(new AuthOptions { AcceptSharedSecretTokens = isOn, SecretKey = secret }), _clock);

    private static JwsToken Parse(string token)
    {
        Assert.Equal(TokenRefusal.None, JwsToken.Parse(token, out var parsed));
        return parsed!;
    }

    /// <summary>The usual claims, and others in place of those of the same name.</summary>
    private static string Claims(string changes = "")
    {
        string[] usual =
        [
            "\"iss\":\"mcp-auth-server\"", "\"aud\":\"mcp-registry\"", "\"sub\":\"bob\"", "\"iat\":1893456000", "\"exp\":1893459600",
            "\"token_use\":\"access\"",
        ];
        var kept = usual.Where(claim => !changes.Contains(claim.Split(':')[0] + ":", StringComparison.Ordinal));
        return $"{{{string.Join(',', changes.Length == 0 ? kept : kept.Append(changes))}}}";
    }

    private static string Sign(string claims, string secret = Secret, string algorithm = "HS256")
    {
        var signed = $"{TokenForge.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{TokenForge.Encode(claims)}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64UrlText.Encode(mac)}";
    }
}
