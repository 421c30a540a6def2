using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Identity.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Identity.Providers;

/// <summary>An OpenID provider that lies on command. Its own checks are strict: code, client, redirect and PKCE must fit.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    public const string ClientId = "gateway";
    public const string Secret = "secret of the scripted client";
    public const string AccessToken = "an-access-token-of-the-provider";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Redirect)> _codes = new();

    private ScriptedProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.Single();

    /// <summary>Changes the claims of the next id_token.</summary>
    public Action<JsonObject> Claims { get; set; } = static _ => { };

    /// <summary>Makes the next id_token of its claims; null for the honest way.</summary>
    public Func<JsonObject, string?>? IdToken { get; set; }

    /// <summary>Who the userinfo endpoint speaks of.</summary>
    public string UserInfoSubject { get; set; } = "carol-id";

    public bool StatesIssuer { get; set; }

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ScriptedProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public (string Key, string Value)[] Settings() =>
    [
        ("OIDC_ENABLED", "true"), (
            "OIDC_ISSUER", Issuer), ("OIDC_CLIENT_ID", ClientId), ("OIDC_CLIENT_SECRET", Secret), ("OIDC_AUDIENCES", "mcp"),
    ];

    /// <summary>What the provider's sign-in page does when the person agrees: a code for the request that led there.</summary>
    public string Approve(Uri authorization, DateTimeOffset now)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(authorization.Query);
        Assert.Equal(
            ("code", ClientId, "S256"),
            (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString()));
        Assert.Equal(43, query["code_challenge"].ToString().Length);
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        _codes[code] = (query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        _nonce = query.TryGetValue("nonce", out var nonce) ? nonce.ToString() : "";
        _now = now;
        return code;
    }

    public string Sign(JsonObject claims, string algorithm = "RS256", RSA? key = null, string? keyId = "k1")
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
        {
            header["kid"] = keyId;
        }

        var input = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        var data = Encoding.ASCII.GetBytes(input);
        var signature = algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData((key ?? _key).ExportSubjectPublicKeyInfo(), data),
            _ => (key ?? _key).SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{input}.{Base64UrlText.Encode(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string _nonce = "";
    private DateTimeOffset _now;

    private async Task AnswerAsync(HttpContext context)
    {
        JsonNode? answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => Metadata(),
            "/jwks" => Keys(),
            "/token" => await ExchangeAsync(context),
            "/userinfo" when context.Request.Headers.Authorization == "Bearer " + AccessToken =>
                new JsonObject
                {
                    ["sub"] = UserInfoSubject,
                    ["preferred_username"] = "carol",
                    ["groups"] = new JsonArray("public-mcp-users"),
                },
            "/user" when context.Request.Headers.Authorization == "Bearer " + AccessToken =>
                new JsonObject { ["id"] = 42, ["login"] = "octo", ["email"] = "octo@example.org", ["name"] = "Octo" },
            "/user/teams" when context.Request.Headers.Authorization == "Bearer " + AccessToken => new JsonArray(
                new JsonObject { ["slug"] = "platform", ["organization"] = new JsonObject { ["login"] = "example" } },
                new JsonObject { ["slug"] = "registry-admins", ["organization"] = new JsonObject { ["login"] = "registry-admins" } }),
            _ => null,
        };
        context.Response.StatusCode = answer is null ? 400 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            (answer ?? new JsonObject { ["error"] = "invalid_request" }).ToJsonString(), context.RequestAborted);
    }

    private JsonObject Metadata() => new()
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize",
        ["token_endpoint"] = Issuer + "/token",
        ["userinfo_endpoint"] = Issuer + "/userinfo",
        ["jwks_uri"] = Issuer + "/jwks",
        ["authorization_response_iss_parameter_supported"] = StatesIssuer,
    };

    private JsonObject Keys()
    {
        var parameters = _key.ExportParameters(false);
        return new()
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = "k1",
                ["use"] = "sig",
                ["n"] = Base64UrlText.Encode(parameters.Modulus),
                ["e"] = Base64UrlText.Encode(parameters.Exponent),
            }),
        };
    }

    private async Task<JsonNode?> ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var challenge = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var code)
            || (
                form["grant_type"], form["client_id"], form["client_secret"],
                form["redirect_uri"]) != ("authorization_code", ClientId, Secret, code.Redirect)
            || challenge != code.Challenge)
        {
            return null;
        }

        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "carol-id",
            ["aud"] = ClientId,
            ["nonce"] = _nonce,
            ["iat"] = _now.ToUnixTimeSeconds(),
            ["exp"] = _now.ToUnixTimeSeconds() + 300,
            ["at_hash"] = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(AccessToken)).AsSpan(0, 16)),
        };
        Claims(claims);
        var answer = new JsonObject { ["access_token"] = AccessToken, ["token_type"] = "Bearer", ["expires_in"] = 300 };
        if ((IdToken is null ? Sign(claims) : IdToken(claims)) is { } idToken)
        {
            answer["id_token"] = idToken;
        }

        return answer;
    }

    private static string Encode(string text) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(text));
}
