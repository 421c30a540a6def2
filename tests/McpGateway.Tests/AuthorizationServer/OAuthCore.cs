using System.Security.Cryptography;
using System.Text;
using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Identity;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.AuthorizationServer;

/// <summary>The authorization server's services over a store in memory, and the steps between a consent and its tokens.</summary>
internal sealed class OAuthCore : IAsyncDisposable
{
    public const string Origin = "https://gateway.example";
    public const string Callback = "https://client.example/callback";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static readonly GrantOwner Bob = new() { Subject = "local:bob", UserName = "bob", Provider = "local", Groups = [] };

    private OAuthCore(AuthCore core) => Core = core;

    public AuthCore Core { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Challenge { get; } = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<OAuthCore> StartAsync(params (string Key, string Value)[] settings) =>
        new(await AuthCore.StartAsync([("PUBLIC_URL", Origin), .. settings]));

    public static async Task<OAuthCore> StartAsync(Func<TimeProvider, IDocumentStorage> storage) =>
        new(await AuthCore.StartAsync(storage, ("PUBLIC_URL", Origin)));

    public T Get<T>()
        where T : notnull => Core.Get<T>();

    /// <summary>A registered client that may use the three grants of users.</summary>
    public async Task<OAuthClientRecord> ClientAsync(string id = "client", Func<OAuthClientRecord, OAuthClientRecord>? change = null)
    {
        var client = new OAuthClientRecord
        {
            Id = id,
            Name = "Client " + id,
            Source = ClientSource.Registered,
            RedirectUris = [Callback],
            GrantTypes = GrantTypes.ForUsers,
            AuthMethod = ClientAuthMethods.None,
            CreatedAt = Core.Clock.GetUtcNow(),
            ExpiresAt = Core.Clock.GetUtcNow() + TimeSpan.FromHours(24),
        };
        client = change?.Invoke(client) ?? client;
        Assert.True((await Core.Documents.CommitAsync(
            new DocumentBatch().Put(ClientDirectory.Registrations, id, client, expectedVersion: null), Cancellation)).IsSuccess);
        return client;
    }

    public static AuthorizationRequest Request(string clientId = "client") => new()
    {
        ClientId = clientId,
        ClientName = "Client " + clientId,
        RedirectUri = Callback,
        NamesRedirectUri = true,
        Scopes = [OAuthScopes.Everything],
        Resources = [Origin],
        CodeChallenge = Challenge,
        Issuer = Origin,
    };

    public async Task<string> CodeAsync(AuthorizationRequest? request = null, GrantOwner? owner = null) =>
        (await Get<CodeStore>().CreateAsync(request ?? Request(), owner ?? Bob, Cancellation)).Value!;

    public async Task<Result<TokenResponse>> RedeemAsync(
        OAuthClientRecord client, string code, params (string Name, string Value)[] changes) =>
        await Get<CodeExchange>().ExchangeAsync(
            client, await FormAsync([("code", code), ("code_verifier", Verifier), ("redirect_uri", Callback), .. changes]), Cancellation);

    public async Task<Result<TokenResponse>> RefreshAsync(
        OAuthClientRecord client, string token, string address = "192.0.2.1", params (string Name, string Value)[] more) =>
        await Get<RefreshExchange>().ExchangeAsync(client, await FormAsync([("refresh_token", token), .. more]), address, Cancellation);

    /// <summary>The parameters of a form: the last value of a name counts, save for resources, and an empty one leaves it out.</summary>
    public static async Task<OAuthParameters> FormAsync(params (string Name, string Value)[] fields)
    {
        var single = fields.Where(field => field.Name != "resource").GroupBy(field => field.Name).Select(group => group.Last());
        var read = await OAuthParameters.OfFormAsync(
            FormRequest(Encode([.. single, .. fields.Where(field => field.Name == "resource")])), Cancellation);
        Assert.True(read.IsSuccess, read.Error?.Detail);
        return read.Value;
    }

    public static HttpRequest FormRequest(string body, string? contentType = "application/x-www-form-urlencoded")
    {
        var request = new DefaultHttpContext().Request;
        var bytes = Encoding.UTF8.GetBytes(body);
        request.Method = "POST";
        request.ContentType = contentType;
        request.ContentLength = bytes.Length;
        request.Body = new MemoryStream(bytes);
        return request;
    }

    public static string Encode(IEnumerable<(string Name, string Value)> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));

    /// <summary>Empty on success, else the code of OAuth.</summary>
    public static string CodeOf<T>(Result<T> result) => result.IsSuccess ? "" : result.Error.Code ?? result.Error.Kind.ToString();

    public ValueTask DisposeAsync() => Core.DisposeAsync();
}
