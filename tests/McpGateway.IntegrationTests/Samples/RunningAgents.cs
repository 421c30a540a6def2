using AgentSupport.Gateway;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>Sample agents in the test's process, each on a free port.</summary>
internal sealed class RunningAgents : IAsyncDisposable
{
    private readonly List<WebApplication> _agents = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts an agent, and answers when it has done with its registration.</summary>
    public async Task StartAsync(
        Func<string[], Action<ILoggingBuilder>?, WebApplication> build, GatewaySettings account,
        params (string Key, string Value)[] settings)
    {
        var app = build(
        [
            "--urls", "http://127.0.0.1:0", $"--GATEWAY_URL={account.Url}", $"--CLIENT_ID={account.ClientId}",
            $"--CLIENT_SECRET={account.ClientSecret}", .. settings.Select(static setting => $"--{setting.Key}={setting.Value}"),
        ],
        static logging => logging.ClearProviders().AddTestLog("agent"));
        _agents.Add(app);
        await app.StartAsync(Cancellation);
        await app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single().ExecuteTask!.WaitAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.StopAsync(CancellationToken.None);
            await agent.DisposeAsync();
        }
    }
}
