using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Cards;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>An agent's web server: its card at the well-known place, its key set, and whatever else a test says.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private FakeAgent(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public string CardUrl => Url + "/.well-known/agent-card.json";

    /// <summary>What is answered as the card; null for 404.</summary>
    public string? Card { get; set; }

    /// <summary>What is answered as the card at the former place.</summary>
    public string? FormerCard { get; set; }

    /// <summary>What clients are answered that ask for the card of A2A 1.0; <see cref="Card"/> when null.</summary>
    public string? CardOfVersion1 { get; set; }

    /// <summary>The status of answers to those who name a version; 200 to serve them.</summary>
    public int VersionStatus { get; set; } = 200;

    /// <summary>The card for those who have proved who they are.</summary>
    public string? ExtendedCard { get; set; }

    public int PingStatus { get; set; } = 404;

    /// <summary>Whether the key set is there.</summary>
    public bool HasKeys { get; set; } = true;

    /// <summary>Completes when a card is asked for, and holds the answer until <see cref="Hold.Release"/>.</summary>
    public Hold? Held { get; set; }

    public int CardRequests { get; private set; }

    public static async Task<FakeAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var agent = new FakeAgent(app);
        app.Run(agent.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        agent.Card = agent.NewCard().ToJsonString();
        return agent;
    }

    /// <summary>A card of A2A 1.0 at this server's address.</summary>
    public JsonObject NewCard(string description = "Books flights.") => new()
    {
        ["name"] = "Flight Booking",
        ["description"] = description,
        ["version"] = "1.0.0",
        ["supportedInterfaces"] = new JsonArray(
            new JsonObject { ["url"] = Url + "/a2a", ["protocolBinding"] = "JSONRPC", ["protocolVersion"] = "1.0" }),
        ["capabilities"] = new JsonObject { ["streaming"] = true },
        ["defaultInputModes"] = new JsonArray("text/plain"),
        ["defaultOutputModes"] = new JsonArray("text/plain"),
        ["skills"] = new JsonArray(new JsonObject
        {
            ["id"] = "book-flight",
            ["name"] = "Book a flight",
            ["description"] = "Finds and books flights.",
            ["tags"] = new JsonArray("travel"),
        }),
        ["futureMember"] = 1.50,
    };

    /// <summary>The card with a signature of this server's key.</summary>
    /// <param name="card">Changed.</param>
    /// <param name="keyUrl">Where the signature says that the key is; the key set of this server when null.</param>
    /// <param name="keyId">The key that it names.</param>
    public JsonObject Sign(JsonObject card, string? keyUrl = null, string keyId = "k1")
    {
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = keyId, ["jku"] = keyUrl ?? Url + "/jwks" };
        var encoded = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
        var payload = Base64Url.EncodeToString(CanonicalJson.OfCard(JsonElement.Parse(card.ToJsonString())));
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{encoded}.{payload}"), HashAlgorithmName.SHA256);
        card["signatures"] = new JsonArray(
            new JsonObject { ["protected"] = encoded, ["signature"] = Base64Url.EncodeToString(signature) });
        return card;
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Held is { } hold && context.Request.Path.Value == "/.well-known/agent-card.json")
        {
            hold.Arrived.TrySetResult();
            await hold.Released.Task.WaitAsync(context.RequestAborted);
        }

        await AnswerNowAsync(context);
    }

    private Task AnswerNowAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/agent-card.json":
                CardRequests++;
                return CardAsync(context);
            case "/.well-known/agent.json":
                return JsonAsync(context, FormerCard);
            case "/jwks" when HasKeys:
                var point = _key.ExportParameters(includePrivateParameters: false).Q;
                var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
                return JsonAsync(context, $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","x":"{{x}}","y":"{{y}}"}]}""");
            case "/rest/extendedAgentCard":
                return JsonAsync(context, ExtendedCard);
            case "/extended" when HttpMethods.IsPost(context.Request.Method):
                return JsonAsync(context, $$"""{"jsonrpc":"2.0","id":1,"result":{{ExtendedCard}}}""");
            case "/a2a" when HttpMethods.IsPost(context.Request.Method):
                const string Message =
                    """{"kind":"message","messageId":"m1","role":"agent","parts":[{"kind":"text","text":"Done."}]}""";
                return JsonAsync(context, $$"""{"jsonrpc":"2.0","id":1,"result":{{Message}}}""");
            case "/a2a/ping":
                context.Response.StatusCode = PingStatus;
                return Task.CompletedTask;
            case "/elsewhere/.well-known/agent-card.json":
                context.Response.Redirect(CardUrl);
                return Task.CompletedTask;
            default:
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
        }
    }

    private Task CardAsync(HttpContext context)
    {
        if (context.Request.Headers["A2A-Version"] != "1.0")
        {
            return JsonAsync(context, Card);
        }

        context.Response.StatusCode = VersionStatus;
        return VersionStatus == 200 ? JsonAsync(context, CardOfVersion1 ?? Card) : Task.CompletedTask;
    }

    /// <summary>An answer that waits.</summary>
    internal sealed class Hold
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => Released.TrySetResult();
    }

    private static Task JsonAsync(HttpContext context, string? json)
    {
        if (json is null)
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
