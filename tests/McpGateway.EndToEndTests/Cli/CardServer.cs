using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>An A2A agent that has nothing but a card, which the test changes.</summary>
internal sealed class CardServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CardServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public string Description { get; set; } = "First.";

    public static async Task<CardServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new CardServer(builder.Build());
        server._app.MapGet("/.well-known/agent-card.json", server.Card);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Card() => Results.Json(new
    {
        name = "Changing",
        description = Description,
        version = "1.0.0",
        supportedInterfaces = new[] { new { url = new Uri(Address, "a2a"), protocolBinding = "JSONRPC", protocolVersion = "1.0" } },
        capabilities = new { },
        defaultInputModes = new[] { "text/plain" },
        defaultOutputModes = new[] { "text/plain" },
        skills = new[] { new { id = "change", name = "Change", description = "Changes.", tags = new[] { "qa" } } },
    });
}
