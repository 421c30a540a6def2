using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Proxy.Invocation;

/// <summary>
/// What a socket and a server would be to the pipeline: a request that is there, an answer that is read while it is written, and both ends
/// able to hang up.
/// </summary>
// a source of cancellation without a timer holds nothing, and either end may still cancel when the other has gone
#pragma warning disable CA1001
internal sealed class InvocationConnection : IHttpRequestLifetimeFeature
#pragma warning restore CA1001
{
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _aborted = new();
    private readonly InvocationResponse _response;
    private readonly DefaultHttpContext _context;
    private bool _isCut;

    public InvocationConnection(InvocationRequest request)
    {
        RequestAborted = _aborted.Token;
        _response = new(_pipe.Writer, () => _started.TrySetResult());
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(_response);
        features.Set<IHttpRequestLifetimeFeature>(this);
        _context = new DefaultHttpContext(features);
        Fill(_context, request);
    }

    public CancellationToken RequestAborted { get; set; }

    /// <summary>The pipeline cuts an answer that it cannot finish, so that nobody takes a part for the whole.</summary>
    public void Abort()
    {
        _isCut = true;
        HangUp();
    }

    public async Task RunAsync(Func<HttpContext, Task> serve)
    {
        Exception? failure = null;
        try
        {
            await serve(_context);
        }
#pragma warning disable CA1031 // as a server would: whatever the pipeline throws ends this exchange and nothing else
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        failure ??= _isCut ? new IOException("The answer was cut off.") : null;
        if (failure is not null && !_response.HasStarted)
        {
            _started.TrySetException(failure);
        }

        _response.Begin();
        await _pipe.Writer.CompleteAsync(failure);
    }

    public async Task<HttpResponseMessage> AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _started.Task.WaitAsync(cancellationToken);
        }
        catch
        {
            HangUp();
            await _pipe.Reader.CompleteAsync();
            throw;
        }

        var answer = new HttpResponseMessage((HttpStatusCode)_response.StatusCode)
        {
            Content = new InvocationContent(_pipe.Reader, HangUp),
        };
        foreach (var (name, values) in _response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                answer.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return answer;
    }

    private void HangUp() => _aborted.Cancel();

    private static void Fill(DefaultHttpContext context, InvocationRequest invocation)
    {
        var request = context.Request;
        request.Method = invocation.Method.Method;
        request.Protocol = HttpProtocol.Http11;
        request.Scheme = invocation.Origin.Scheme;
        request.Host = new(invocation.Origin.Host);
        request.Path = new Uri(new Uri("http://gateway.invalid"), invocation.Target).AbsolutePath;
        foreach (var (name, value) in invocation.Headers)
        {
            request.Headers.Append(name, value);
        }

        if (invocation.Method == HttpMethod.Post)
        {
            request.ContentType = "application/json";
            request.ContentLength = invocation.Body.Length;
            request.Body = new MemoryStream(invocation.Body.ToArray(), writable: false);
        }

        context.Connection.RemoteIpAddress = invocation.Origin.Address;
    }
}
