using System.Collections.Concurrent;
using McpGateway.Access.Outbound;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Outbound;

/// <summary>A real server that answers as a test says, and outgoing calls to it as the product makes them.</summary>
internal sealed class OutboundRig : IAsyncDisposable
{
    public const string Name = "test-calls";

    private readonly WebApplication _server;
    private readonly ServiceProvider _services;

    private OutboundRig(WebApplication server, ServiceProvider services, Lines lines) =>
        (_server, _services, Log) = (server, services, lines);

    public Uri Address => new(_server.Urls.Single());

    public string Host => Address.Authority;

    /// <summary>Everything that was logged.</summary>
    public Lines Log { get; }

    public OutboundHttp Http => _services.GetRequiredKeyedService<OutboundHttp>(Name);

    public OAuthClient OAuth => _services.GetRequiredKeyedService<OAuthClient>(Name);

    public HttpMessageHandler Handler => _services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(Name);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<OutboundRig> StartAsync(
        RequestDelegate answer, OutboundProfile? profile = null, TimeProvider? clock = null, bool hasDialer = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Cancellation);

        var lines = new Lines();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(lines));
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddOAuthClient(Name, _ => profile ?? new() { Reach = OutboundReach.Private });
        if (hasDialer)
        {
            services.AddGuardedDialer();
        }

        return new(server, services.BuildServiceProvider(), lines);
    }

    public HttpRequestMessage Get(string path = "/") => new(HttpMethod.Get, new Uri(Address, path));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Keeps log lines.</summary>
    internal sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
