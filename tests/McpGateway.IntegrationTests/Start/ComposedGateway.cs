using McpGateway.Host;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Start;

/// <summary>The product as its host composes it, in this process, on a free port; a test may add endpoints of its own.</summary>
internal sealed class ComposedGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mcpgw-composed-");

    public ComposedGateway()
    {
        var builder = GatewayApplication.CreateBuilder(
            ["--urls", "http://127.0.0.1:0", "--DATA_DIR", _data.FullName, "--ADMIN_PASSWORD", Identity.AuthHost.Password],
            usesSocketThreads: false);
        TestLog.Current.Secret(Identity.AuthHost.Password);
        builder.Logging.ClearProviders().AddProvider(Logs).AddTestLog("composed");
        App = GatewayApplication.Build(builder);
    }

    public WebApplication App { get; }

    public Identity.LogSink Logs { get; } = new();

    public async Task<HttpClient> StartAsync(CancellationToken cancellationToken)
    {
        await GatewayStart.PrepareAsync(App.Services, cancellationToken);
        await App.StartAsync(cancellationToken);
        return new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(App.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Logs.Dispose();
        _data.Delete(recursive: true);
    }
}
