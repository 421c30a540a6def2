using System.Runtime.CompilerServices;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Connections;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Serves one request after the other of a connection by the data plane, from where it knows the server. The context is kept from one to
/// the next, and so is what it has found out about its features.
/// </summary>
internal sealed partial class Exchange : ExchangeFeatures
{
    private readonly ICallServer _calls;
    private readonly ILogger _logger;
    private readonly DefaultHttpContext _context;

    public Exchange(
        ICallServer calls, IServiceScopeFactory scopes, ConnectionContext connection, Deadlines deadlines, DateLine date, ILogger logger)
        : base(connection, deadlines, date)
    {
        (_calls, _logger) = (calls, logger);
        _context = new(this) { ServiceScopeFactory = scopes };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ServeAsync(HeadReader head, RouteMatch match, byte[] body, bool isLast)
    {
        if (Reset(head, body))
        {
            _context.Uninitialize();
            _context.Initialize(this);
        }

        Response.Closes = isLast;
        try
        {
            await _calls.ServeAsync(_context, match);
            await Response.Output.EndAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // as the server does: whatever the application throws ends this exchange and nothing else
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            await FailAsync(thrown);
        }

        if (Response.HasCompletedCallbacks)
        {
            await CompleteAsync();
        }

        Request.Release();
        return !Response.Closes && !Lifetime.IsOver;
    }

    public void Close() => Response.Closes = true;

    private async Task FailAsync(Exception failure)
    {
        if (Lifetime.IsOver)
        {
            return;
        }

        var bad = failure as BadHttpRequestException;
        if (bad is null)
        {
            LogFailed(failure, ConnectionId);
        }

        if (Response.HasStarted)
        {
            Lifetime.Abort();
            return;
        }

        Response.Closes |= bad is not null;
        Response.Output.Drop();
        Response.Clear();
        Response.StatusCode = bad?.StatusCode ?? StatusCodes.Status500InternalServerError;
        await Response.Output.EndAsync(CancellationToken.None);
    }

    private async Task CompleteAsync()
    {
        try
        {
            await Response.FireOnCompletedAsync();
        }
#pragma warning disable CA1031 // the answer has gone: what fails now is told to the operator alone
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(failure, ConnectionId);
        }
    }

    [LoggerMessage(13012, LogLevel.Error, "A call on connection {Connection} ended with an exception.")]
    private partial void LogFailed(Exception failure, string connection);
}
