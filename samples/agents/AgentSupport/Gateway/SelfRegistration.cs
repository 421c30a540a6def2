using AgentSupport.A2a;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSupport.Gateway;

/// <summary>Registers the agent once it listens, and tries again while the gateway is not there yet.</summary>
internal sealed partial class SelfRegistration(
    Agent agent, GatewayClient gateway, string path, Func<Uri> address, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<SelfRegistration> logger) : BackgroundService
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var tags = agent.Skills.SelectMany(static skill => skill.Tags).Distinct(StringComparer.Ordinal).ToArray();
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < MaxWait ? wait * 2 : MaxWait)
        {
            try
            {
                await gateway.RegisterAsync(path, address(), tags, stoppingToken);
                LogRegistered(path);
                return;
            }
            catch (GatewayException refusal) when (!refusal.IsPassing)
            {
                LogRefused(path, refusal.Message);
                return;
            }
            catch (Exception passing) when (IsPassing(passing, stoppingToken))
            {
                LogWaiting(wait.TotalSeconds, passing.Message);
            }

            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private static bool IsPassing(Exception fault, CancellationToken stopping) =>
        fault is GatewayException or HttpRequestException || (fault is OperationCanceledException && !stopping.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Information, Message = "Registered at the gateway as {Path}.")]
    private partial void LogRegistered(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not registered as {Path}: {Reason}")]
    private partial void LogRefused(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway cannot be reached, trying again in {Seconds} s: {Reason}")]
    private partial void LogWaiting(double seconds, string reason);
}
