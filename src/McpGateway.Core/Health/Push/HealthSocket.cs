using System.Net.WebSockets;
using McpGateway.Core.Health.Probing;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Push;

/// <summary>
/// Serves the health WebSocket of one client: sends the state of every server that the caller may see when it connects, then each change of
/// such a state, until the client disconnects, the caller's credential is withdrawn, the connection reaches its maximum age or the process
/// stops.
/// </summary>
internal sealed class HealthSocket(
    HealthStateStore states, HealthVisibility visibility, PushCounters counters, IOptions<PushOptions> options,
    IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <param name="revoked">Cancelled when the caller's credential is withdrawn.</param>
    public async Task ServeAsync(WebSocket socket, Caller caller, CancellationToken revoked, CancellationToken cancellationToken)
    {
        var mailbox = new CoalescingQueue();
        if (!counters.TryOpen(mailbox, caller.Subject, options.Value.MaxConnections))
        {
            await CloseAsync(socket, WebSocketCloseStatus.PolicyViolation, "Server at capacity");
            return;
        }

        using var age = new TimeLimit(options.Value.MaxAge, time, revoked);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(age.Token, lifetime.ApplicationStopping, cancellationToken);
        var receiving = ReceiveAsync(socket, ending);
        try
        {
            // Follow first, then send everything: a change in between is sent twice rather than never.
            using var following = states.Follow(mailbox.Post);
            await SpeakAsync(socket, caller, mailbox, ending.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // The client left, was too slow, or its time is up: the socket is closed below.
        }
        finally
        {
            counters.Close(mailbox);
            await CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "Connect again");
            await ending.CancelAsync();
            await receiving;
        }
    }

    private async Task SpeakAsync(WebSocket socket, Caller caller, CoalescingQueue mailbox, CancellationToken cancellationToken)
    {
        var shown = visibility.For(caller);
        var all = states.States.Select(shown).OfType<ServerHealthState>().ToArray();
        if (all.Length > 0)
        {
            await SendAsync(socket, all, cancellationToken);
        }

        while (true)
        {
            await mailbox.WaitAsync(cancellationToken);
            await Task.Delay(options.Value.BroadcastInterval, time, cancellationToken);
            var changed = mailbox.Take(options.Value.MaxBatchSize)
                .Select(states.Find)
                .OfType<ServerHealthState>()
                .Select(shown)
                .OfType<ServerHealthState>()
                .ToArray();
            if (changed.Length > 0)
            {
                await SendAsync(socket, changed, cancellationToken);
                counters.CountBroadcast();
            }
        }
    }

    private async Task SendAsync(WebSocket socket, IEnumerable<ServerHealthState> states, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(options.Value.SendTimeout, time, cancellationToken);
        try
        {
            await socket.SendAsync(HealthMap.Write(states), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        catch (Exception failure) when (
            failure is OperationCanceledException or WebSocketException && !cancellationToken.IsCancellationRequested)
        {
            counters.CountFailedSend();
            throw;
        }
    }

    /// <summary>Receives frames until the client closes the connection. Their content is ignored.</summary>
    private static async Task ReceiveAsync(WebSocket socket, CancellationTokenSource ending)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ending.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Nothing a client says changes what it is sent.
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // Gone without a word.
        }

        await ending.CancelAsync();
    }

    private static async Task CloseAsync(WebSocket socket, WebSocketCloseStatus status, string reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await socket.CloseOutputAsync(status, reason, limit.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // It closes by itself, then.
        }
    }
}
