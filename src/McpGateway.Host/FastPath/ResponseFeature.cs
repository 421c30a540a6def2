using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Host.FastPath;

/// <summary>The answer of an exchange, as the application sees it. It starts with the first flush.</summary>
internal sealed class ResponseFeature : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly HeaderList _fields = new();
    private readonly ResponseWriter _writer;
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stack<(Func<object, Task> Callback, object State)>? _onCompleted;
    private Stream? _stream;

    public ResponseFeature(PipeWriter output, Deadlines deadlines, DateLine date, ExchangeLifetime lifetime)
    {
        Headers = _fields;
        _writer = new(this, lifetime, output, deadlines, date);
    }

    public int StatusCode
    {
        get;
        set
        {
            ThrowIfStarted();
            field = value;
        }
    } = StatusCodes.Status200OK;

    public string? ReasonPhrase
    {
        get;
        set
        {
            ThrowIfStarted();
            field = value;
        }
    }

    public IHeaderDictionary Headers { get; set; }

    public HeaderList Fields => _fields;

    public bool HasStarted => _writer.HasStarted;

    public bool HasStartingCallbacks => _onStarting is { Count: > 0 };

    public bool HasCompletedCallbacks => _onCompleted is { Count: > 0 };

    /// <summary>Whether the connection ends with this exchange.</summary>
    public bool Closes { get; set; }

    public ResponseWriter Output => _writer;

    public PipeWriter Writer => _writer;

    public Stream Stream => _stream ??= _writer.AsStream(leaveOpen: true);

    public Stream Body
    {
        get => Stream;
        set => _stream = value;
    }

    public void Reset()
    {
        _writer.Reset();
        _onStarting?.Clear();
        _onCompleted?.Clear();
        _fields.IsReadOnly = false;
        Headers = _fields;
        Closes = false;
        Clear();
    }

    /// <summary>Nothing that was set counts any more: the answer is another one.</summary>
    public void Clear()
    {
        _fields.Clear();
        (StatusCode, ReasonPhrase) = (StatusCodes.Status200OK, null);
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted();
        (_onStarting ??= new()).Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= new()).Push((callback, state));

    public Task FireOnStartingAsync() => FireAsync(_onStarting);

    public Task FireOnCompletedAsync() => FireAsync(_onCompleted);

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _writer.FlushAsync(cancellationToken).AsTask();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => _writer.EndAsync(default).AsTask();

    /// <summary>RFC 9112 §9.6: whoever answers <c>Connection: close</c> closes.</summary>
    public bool AnnouncesClose() => _fields[HeaderNames.Connection].ToString().Contains("close", StringComparison.OrdinalIgnoreCase);

    private static async Task FireAsync(Stack<(Func<object, Task> Callback, object State)>? callbacks)
    {
        while (callbacks is not null && callbacks.TryPop(out var next))
        {
            await next.Callback(next.State);
        }
    }

    private void ThrowIfStarted()
    {
        if (_writer.HasStarted)
        {
            throw new InvalidOperationException("The answer has started already.");
        }
    }
}
