using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerSupport;

/// <summary>Serves a <see cref="SampleServer"/> over HTTP.</summary>
public static class SampleHost
{
    /// <summary>Where Streamable HTTP is spoken.</summary>
    public const string McpPath = "/mcp";

    private const string TransportKey = "transport";

    /// <summary>
    /// A web application with the server at <c>/mcp</c>, and with <c>--transport sse</c> at <c>/sse</c> too, as clients of revision
    /// 2024-11-05 speak it.
    /// </summary>
    /// <param name="args">Command line; settings come from it and from environment variables.</param>
    /// <param name="defaultUrl">Where it listens when nothing else is said.</param>
    /// <param name="create">Makes the server.</param>
    /// <param name="logging">Changes where it logs to, which is the console when left out.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    public static WebApplication Build(
        string[] args, string defaultUrl, Func<IConfiguration, SampleServer> create, Action<ILoggingBuilder>? logging = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging?.Invoke(builder.Logging);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(defaultUrl);
        }

        var speaksSse = SpeaksSse(builder.Configuration[TransportKey]);
        var server = create(builder.Configuration);
        builder.Services.AddMcpServer().WithHttpTransport(http =>
        {
            http.Stateless = !speaksSse;
#pragma warning disable MCP9004 // clients of 2024-11-05 are what this switch is for
            http.EnableLegacySse = speaksSse;
#pragma warning restore MCP9004
            http.ConfigureSessionOptions = (_, options, _) =>
            {
                server.Describe(options);
                return Task.CompletedTask;
            };
        });
        var app = builder.Build();
        app.MapMcp(McpPath);
        if (speaksSse)
        {
            app.MapMcp("/");
        }

        return app;
    }

    private static bool SpeaksSse(string? transport) => transport switch
    {
        null or "" or "streamable-http" => false,
        "sse" => true,
        _ => throw new InvalidOperationException($"--{TransportKey} must be streamable-http or sse, and is '{transport}'."),
    };
}
