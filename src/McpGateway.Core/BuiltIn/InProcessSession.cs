using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn;

/// <summary>One SDK server with its transport: for a session, or for a single request where there are no sessions.</summary>
internal sealed class InProcessSession : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private int _disposed;
    private readonly TimeProvider _time;
    private int _requests;

    public InProcessSession(StreamableHttpServerTransport transport, McpServer server, string? subject, TimeProvider time)
    {
        _time = time;
        Transport = transport;
        Subject = subject;
        LastUsed = time.GetTimestamp();
        Closing = _closing.Token;
        _server = server;
        _running = server.RunAsync(_closing.Token);
    }

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>Whose session it is. Nobody else may use it.</summary>
    public string? Subject { get; }

    /// <summary>Timestamp of the last request that began or ended.</summary>
    public long LastUsed { get; private set; }

    public bool IsIdle => Volatile.Read(ref _requests) == 0;

    public CancellationToken Closing { get; }

    public void Enter()
    {
        Interlocked.Increment(ref _requests);
        LastUsed = _time.GetTimestamp();
    }

    public void Leave()
    {
        LastUsed = _time.GetTimestamp();
        Interlocked.Decrement(ref _requests);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            // The transport first: it completes the incoming messages, so that the server ends by itself.
            await Transport.DisposeAsync();
            await _closing.CancelAsync();
            await _running;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Handlers that were still at work: expected when a session is closed under them.
        }
        finally
        {
            await _server.DisposeAsync();
            _closing.Dispose();
        }
    }
}
