using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// Callers and one who writes, who go on until they are told to end and note whatever they are refused. Nothing is repeated: what fails
/// once has failed.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly string _server;
    private readonly string _name;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task[] _running;
    private int _next;
    private int _answered;

    /// <param name="client">Where the calls go; disposed of with this.</param>
    /// <param name="token">Of a caller who may call the server and write.</param>
    /// <param name="server">Path of a server on which every name is a tool.</param>
    /// <param name="name">What the names of tools and groups begin with.</param>
    public SteadyLoad(HttpClient client, string token, string server, string name)
    {
        (_client, _server, _name) = (client, server, name);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Func<int, Task>[] steps = [CallAsync, CallAsync, ListAsync, ReadAsync, WriteAsync];
        _running = [.. steps.Select(RepeatAsync)];
    }

    /// <summary>What was asked, and what came instead of an answer.</summary>
    public ConcurrentQueue<(string Step, string Problem)> Failures { get; } = new();

    /// <summary>Tools whose call was answered.</summary>
    public ConcurrentBag<string> Called { get; } = [];

    /// <summary>Groups of which it was said that they are stored.</summary>
    public ConcurrentBag<string> Written { get; } = [];

    /// <summary>How many requests of every sort were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Waits until as many more were answered, each sort among them.</summary>
    public async Task GoOnAsync(int count)
    {
        var (enough, written, called) = (Answered + count, Written.Count, Called.Count);
        await Eventually.UntilAsync(
            () => Answered >= enough && Written.Count > written && Called.Count > called || !Failures.IsEmpty,
            $"{count} more answers");
    }

    /// <summary>Fails with what was refused, and with what the proxy says of it.</summary>
    public void AssertNothingFailed(ShippedProxy? proxy = null) =>
        Assert.True(Failures.IsEmpty, $"{string.Join('\n', Failures)}\n{proxy?.Log}");

    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _ending.Dispose();
    }

    private async Task RepeatAsync(Func<int, Task> step)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await step(Interlocked.Increment(ref _next));
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
            {
                Failures.Enqueue((step.Method.Name, $"{failure.GetType().Name}: {failure.Message}"));
                await Task.Yield();
            }
        }
    }

    private async Task CallAsync(int number)
    {
        var tool = $"{_name}-{number}";
        if (await PostAsync(
            nameof(CallAsync), $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }"""))
        {
            Called.Add(tool);
        }
    }

    private Task<bool> ListAsync(int number) =>
        PostAsync(nameof(ListAsync), $$"""{"jsonrpc":"2.0","id":{{number}},"method":"tools/list"}""");

    private async Task ReadAsync(int number)
    {
        using var answer = await _client.GetAsync(new Uri($"/api/servers?page={number}", UriKind.Relative));
        await NoteAsync(nameof(ReadAsync), answer);
    }

    private async Task WriteAsync(int number)
    {
        var group = $"{_name}-{number}";
        using var form = new FormUrlEncodedContent([new("group_name", group), new("create_in_idp", "False")]);
        using var answer = await _client.PostAsync(new Uri("/api/servers/groups/create", UriKind.Relative), form);
        if (await NoteAsync(nameof(WriteAsync), answer))
        {
            Written.Add(group);
        }
    }

    private async Task<bool> PostAsync(string step, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server}/mcp");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request);
        return await NoteAsync(step, answer);
    }

    private async Task<bool> NoteAsync(string step, HttpResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            Interlocked.Increment(ref _answered);
            return true;
        }

        Failures.Enqueue((step, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"));
        return false;
    }
}
