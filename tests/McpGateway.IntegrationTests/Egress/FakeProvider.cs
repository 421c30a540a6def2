using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Egress;

/// <summary>
/// A provider that takes nothing on trust: PKCE with S256, exact redirect addresses, client authentication, codes that work once, refresh
/// tokens that work once and end the whole family when one is used again.
/// </summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "gateway-client";
    public const string ClientSecret = "s3cret of the client/+=";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Grant> _codes = new();
    private readonly ConcurrentDictionary<string, Grant> _refresh = new();
    private readonly ConcurrentDictionary<string, Access> _access = new();
    private readonly ConcurrentDictionary<string, string?> _clients = new() { [ClientId] = TestLog.Current.Secret(ClientSecret) };
    private readonly ConcurrentDictionary<string, string> _redirects = new();
    private readonly HttpClient _http = new();
    private int _number;
    private int _refreshes;
    private int _exchanges;
    private int _registrations;
    private int _clientTokens;

    private FakeProvider(WebApplication app, TimeProvider clock) => (_app, Clock) = (app, clock);

    public TimeProvider Clock { get; }

    public Uri Address => new(_app.Urls.Single());

    public string Issuer => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The one redirect address of the pre-registered client.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>Who consents next.</summary>
    public string Account { get; set; } = "alice@provider";

    public int Lifetime { get; set; } = 3600;

    public bool GivesRefreshTokens { get; set; } = true;

    public bool IsDown { get; set; }

    public bool OffersPkce { get; set; } = true;

    public bool OffersOfflineAccess { get; set; }

    /// <summary>Held while it is set, so that a test can act between the refresh and its answer.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public TaskCompletionSource RefreshArrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Refreshes => Volatile.Read(ref _refreshes);

    public int Exchanges => Volatile.Read(ref _exchanges);

    public int ClientTokens => Volatile.Read(ref _clientTokens);

    public int Registrations => Volatile.Read(ref _registrations);

    public ConcurrentQueue<string> Revoked { get; } = new();

    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>Every secret that was ever given out, to look for where none belongs.</summary>
    public ConcurrentQueue<string> Secrets { get; } = new();

    /// <summary>Where the keys of the gateway lie, for token exchange.</summary>
    public Uri? GatewayKeys { get; set; }

    public string? LastAssertionSubject { get; private set; }

    public static async Task<FakeProvider> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var provider = new FakeProvider(app, clock);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", (Delegate)provider.TokenAsync);
        app.MapPost("/revoke", (Delegate)provider.RevokeAsync);
        app.MapPost("/register", (Delegate)provider.RegisterAsync);
        app.MapGet("/.well-known/oauth-authorization-server", provider.Metadata);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>Whose token it is; null when it does not count.</summary>
    public string? AccountOf(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
        && _access.TryGetValue(authorization[7..], out var access) && access.Until > Clock.GetUtcNow() && !access.Family.IsEnded
            ? access.Account
            : null;

    /// <summary>What the user consented to when this token was issued.</summary>
    public IReadOnlyList<string> ScopesOf(string authorization) => _access[authorization[7..]].Scope.Split(' ');

    /// <summary>Ends all access tokens, as a provider does that was told to; refresh tokens still work.</summary>
    public void EndAccessTokens() => _access.Clear();

    /// <summary>Withdraws consent.</summary>
    public void EndGrants()
    {
        _access.Clear();
        _refresh.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private IResult Metadata()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["revocation_endpoint"] = Issuer + "/revoke",
            ["registration_endpoint"] = Issuer + "/register",
            ["authorization_response_iss_parameter_supported"] = true,
            ["response_types_supported"] = new JsonArray("code"),
        };
        if (OffersPkce)
        {
            metadata["code_challenge_methods_supported"] = new JsonArray("S256");
        }

        if (OffersOfflineAccess)
        {
            metadata["scopes_supported"] = new JsonArray("read", "offline_access");
        }

        return Results.Text(metadata.ToJsonString(), "application/json");
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var client = query["client_id"].ToString();
        var redirect = query["redirect_uri"].ToString();
        if (!_clients.ContainsKey(client) || redirect != _redirects.GetValueOrDefault(client, RedirectUri))
        {
            return Refuse("client or redirect_uri is unknown");
        }

        if (query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43
            || query["state"].ToString().Length < 32)
        {
            return Refuse("response_type, PKCE or state is missing");
        }

        var code = Secret("code");
        _codes[code] = new(
            client, redirect, query["code_challenge"].ToString(), Account, query["resource"].ToString(), query["scope"].ToString(), new());
        return Results.Redirect(
            $"{redirect}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}&iss={Uri.EscapeDataString(Issuer)}");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (Authenticate(context.Request, form) is not { } client)
        {
            return Fail("invalid_client", 401);
        }

        if (IsDown)
        {
            return Results.StatusCode(503);
        }

        return form["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(client, form),
            "refresh_token" => await RefreshAsync(client, form),
            "urn:ietf:params:oauth:grant-type:token-exchange" => await ExchangeAsync(form),
            "client_credentials" => IssueToClient(client, form["scope"].ToString()),
            _ => Fail("unsupported_grant_type"),
        };
    }

    private IResult Redeem(string client, IFormCollection form)
    {
        if (!_codes.TryRemove(form["code"].ToString(), out var grant) || grant.Client != client || grant.RedirectUri != form["redirect_uri"]
            || grant.Resource != form["resource"].ToString())
        {
            return Fail("invalid_grant");
        }

        var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return challenge == grant.Challenge ? Issue(grant) : Fail("invalid_grant");
    }

    private async Task<IResult> RefreshAsync(string client, IFormCollection form)
    {
        Interlocked.Increment(ref _refreshes);
        var token = form["refresh_token"].ToString();
        if (!_refresh.TryGetValue(token, out var grant) || grant.Client != client || grant.Family.IsEnded)
        {
            return Fail("invalid_grant");
        }

        if (!grant.Family.Use(token))
        {
            Problems.Enqueue("a refresh token was used twice");
            grant.Family.IsEnded = true;
            return Fail("invalid_grant");
        }

        var answer = Issue(grant);
        RefreshArrived.TrySetResult();
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        return answer;
    }

    private async Task<IResult> ExchangeAsync(IFormCollection form)
    {
        Interlocked.Increment(ref _exchanges);
        if (form["subject_token_type"] != "urn:ietf:params:oauth:token-type:jwt" || form["audience"] != "upstream-api"
            || await SubjectAsync(form["subject_token"].ToString()) is not { } subject)
        {
            return Fail("invalid_request");
        }

        LastAssertionSubject = subject;
        var token = Secret("exchanged");
        _access[token] = new(subject, "", Clock.GetUtcNow().AddSeconds(Lifetime), new());
        return Json(new JsonObject
        {
            ["access_token"] = token,
            ["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            ["token_type"] = "Bearer",
            ["expires_in"] = Lifetime,
        });
    }

    private IResult IssueToClient(string client, string scope)
    {
        Interlocked.Increment(ref _clientTokens);
        var token = Secret("client");
        _access[token] = new(client, scope, Clock.GetUtcNow().AddSeconds(Lifetime), new());
        return Json(new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = Lifetime });
    }

    /// <summary>Verifies the gateway's assertion with its published keys.</summary>
    private async Task<string?> SubjectAsync(string jwt)
    {
        var parts = jwt.Split('.');
        var header = JsonElement.Parse(Decode(parts[0]));
        var claims = JsonElement.Parse(Decode(parts[1]));
        var keys = JsonElement.Parse(await _http.GetStringAsync(GatewayKeys!));
        var key = keys.GetProperty("keys")
            .EnumerateArray()
            .Single(item => item.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Decode(key.GetProperty("x").GetString()!), Y = Decode(key.GetProperty("y").GetString()!) },
        });
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var isGood = header.GetProperty("alg").GetString() == "ES256"
            && ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256)
            && claims.GetProperty("aud").GetString() == Issuer
            && claims.GetProperty("exp").GetInt64() is var exp && exp > now && exp <= now + 300;
        return isGood ? claims.GetProperty("sub").GetString() : null;
    }

    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (Authenticate(context.Request, form) is null)
        {
            return Fail("invalid_client", 401);
        }

        Revoked.Enqueue(form["token"].ToString());
        if (_refresh.TryGetValue(form["token"].ToString(), out var grant))
        {
            grant.Family.IsEnded = true;
        }

        return Results.Ok();
    }

    private async Task<IResult> RegisterAsync(HttpContext context)
    {
        Interlocked.Increment(ref _registrations);
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var id = Secret("dynamic");
        var secret = Secret("registered-secret");
        _clients[id] = secret;
        _redirects[id] = body["redirect_uris"]![0]!.GetValue<string>();
        return Results.Text(
            new JsonObject
            {
                ["client_id"] = id,
                ["client_secret"] = secret,
                ["token_endpoint_auth_method"] = "client_secret_basic",
            }.ToJsonString(),
            "application/json",
            statusCode: 201);
    }

    private string? Authenticate(HttpRequest request, IFormCollection form)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal) || form.ContainsKey("client_secret"))
        {
            Problems.Enqueue("a request without the client's authentication");
            return null;
        }

        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':');
        var (id, secret) = (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]));
        return _clients.TryGetValue(id, out var known) && known == secret ? id : null;
    }

    private IResult Issue(Grant grant)
    {
        var access = Secret("access");
        _access[access] = new(grant.Account, grant.Scope, Clock.GetUtcNow().AddSeconds(Lifetime), grant.Family);
        var answer = new JsonObject
        {
            ["access_token"] = access,
            ["token_type"] = "bearer",
            ["expires_in"] = Lifetime,
            ["scope"] = "read write",
        };
        if (GivesRefreshTokens)
        {
            var refresh = Secret("refresh");
            _refresh[refresh] = grant;
            answer["refresh_token"] = refresh;
        }

        return Json(answer);
    }

    private string Secret(string kind)
    {
        var secret = $"{kind}-{Interlocked.Increment(ref _number)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        Secrets.Enqueue(secret);
        return TestLog.Current.Secret(secret);
    }

    private IResult Refuse(string problem)
    {
        Problems.Enqueue(problem);
        return Results.Text(problem, statusCode: 400);
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json");

    private static IResult Fail(string error, int status = 400) =>
        Results.Text($$"""{"error":"{{error}}"}""", "application/json", statusCode: status);

    private sealed record Grant(
        string Client, string RedirectUri, string Challenge, string Account, string Resource, string Scope, Family Family);

    private sealed record Access(string Account, string Scope, DateTimeOffset Until, Family Family);

    private sealed class Family
    {
        private readonly ConcurrentDictionary<string, bool> _used = new();

        public bool IsEnded { get; set; }

        public bool Use(string token) => _used.TryAdd(token, true);
    }
}
