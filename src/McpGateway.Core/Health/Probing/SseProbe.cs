using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// Speaks the transport of 2024-11-05 to one server for one check: answers come on one stream, messages go to the address that the stream
/// names, taken relative to where the stream itself is, as the data plane does.
/// </summary>
internal sealed class SseProbe(ProbeLink link, Uri address, ProbeRun run) : IProbeChannel
{
    public const string Opening = "GET";

    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(run.Deadline);
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<string>>? _events;
    private Uri? _messages;
    private int _id;

    /// <summary>Whether the stream is open, whatever came of it then.</summary>
    public bool IsOpen => _events is not null;

    /// <summary>Opens the stream and waits for the address of messages.</summary>
    /// <returns>A result when it is there.</returns>
    public Task<ProbeAnswer> OpenAsync(TimeSpan limit) => StepAsync(Opening, limit, async token =>
    {
        // The stream outlives this step, so its end is not the step's.
        _response = await link.SendAsync(HttpMethod.Get, address, null, [new("Accept", "text/event-stream")], _ending.Token);
        if (!_response.IsSuccessStatusCode || !ProbeReader.IsEventStream(_response))
        {
            return await ProbeAnswers.ReadAsync(link, Opening, 0, _response, token);
        }

        var stream = await link.ReadAsync(_response, _ending.Token);
        _events = SseParser.Create(stream).EnumerateAsync(_ending.Token).GetAsyncEnumerator(_ending.Token);
        while (await _events.MoveNextAsync())
        {
            if (_events.Current.EventType == "endpoint")
            {
                _messages = MessageAddress.Resolve(address, _events.Current.Data);
                break;
            }
        }

        return _messages is not null
            ? new(Opening, ProbeAnswerKind.Result)
            : new(Opening, ProbeAnswerKind.NotMcp) { Sentence = "The event stream does not say where to send messages." };
    });

    public Task<ProbeAnswer> AskAsync(string method, JsonObject parameters, TimeSpan limit)
    {
        var id = ++_id;
        var body = ProbeMessages.Request(id, method, parameters);
        return StepAsync(method, limit, async token =>
        {
            using var response = await PostAsync(body, token);
            if (!response.IsSuccessStatusCode)
            {
                return await ProbeAnswers.ReadAsync(link, method, id, response, token);
            }

            return await ProbeReader.InEventsAsync(_events!, id) is { } message
                ? ProbeAnswers.Of(method, message, (int)response.StatusCode, session: null)
                : throw new HttpIOException(HttpRequestError.ResponseEnded);
        });
    }

    public Task<ProbeAnswer> TellInitializedAsync(TimeSpan limit) => StepAsync(McpMethods.Initialized, limit, async token =>
    {
        using var response = await PostAsync(ProbeMessages.Initialized(), token);
        return new(McpMethods.Initialized, ProbeAnswerKind.Result) { Status = (int)response.StatusCode };
    });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        _response?.Dispose();
        _ending.Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(byte[] body, CancellationToken cancellationToken) =>
        link.SendAsync(HttpMethod.Post, _messages!, body, [new("Accept", ProbeLink.AcceptBoth)], cancellationToken);

    /// <summary>A step that runs out of time ends the stream: nobody can tell any more which answer comes next.</summary>
    private Task<ProbeAnswer> StepAsync(string step, TimeSpan limit, Func<CancellationToken, Task<ProbeAnswer>> ask) =>
        run.StepAsync(step, address, limit, link.Route.ConnectTimeout, async token =>
        {
            await using var ending = token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _ending);
            return await ask(token);
        });
}
