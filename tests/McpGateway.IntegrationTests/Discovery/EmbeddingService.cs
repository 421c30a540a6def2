using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Discovery;

/// <summary>An OpenAI-compatible embeddings service that counts what it is asked for, and can leave questions without an answer.</summary>
public sealed class EmbeddingService : IAsyncDisposable
{
    /// <summary>How many texts a gateway sends at once when it has so many.</summary>
    public const int FullBatch = 64;

    /// <summary>Of each agent of <see cref="ManySkills"/>.</summary>
    public const int Skills = 150;

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _most = int.MaxValue;
    private int _batches;

    private EmbeddingService(WebApplication app) => _app = app;

    public string Address => new Uri(new Uri(_app.Urls.Single()), "v1").ToString();

    /// <summary>How often each text was answered.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>So many batches of <see cref="FullBatch"/> texts are answered; the next ones wait until <see cref="Open"/>.</summary>
    public void HoldAfter(int batches) => _most = Volatile.Read(ref _batches) + batches;

    public static async Task<EmbeddingService> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new EmbeddingService(builder.Build());
        service._app.MapPost("/v1/embeddings", service.AnswerAsync);
        await service._app.StartAsync(cancellationToken);
        return service;
    }

    /// <summary>The registration of an agent with so many skills that a gateway sends several batches.</summary>
    public static object ManySkills(string name) => new
    {
        name,
        path = $"/{name}",
        url = "http://127.0.0.1:9/a2a",
        description = "Can do a lot",
        version = "1",
        skills = Enumerable.Range(0, Skills).Select(i => new
        {
            id = $"{name}-{i}",
            name = $"{name} {i}",
            description = $"Does the thing that {name} calls {i}",
            tags = new[] { "thing" },
        }),
    };

    /// <summary>What a gateway says of its index.</summary>
    public static async Task<JsonElement> StateAsync(HttpClient admin, CancellationToken cancellationToken) => JsonElement.Parse(
        await admin.GetByteArrayAsync(new Uri("/api/search/index", UriKind.Relative), cancellationToken));

    public void Open()
    {
        _most = int.MaxValue;
        _opened.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        string[] texts = [.. body.RootElement.GetProperty("input").EnumerateArray().Select(static text => text.GetString()!)];
        if (texts.Length == FullBatch && Interlocked.Increment(ref _batches) > _most)
        {
            await _opened.Task.WaitAsync(context.RequestAborted);
        }

        foreach (var text in texts)
        {
            Answered.AddOrUpdate(text, 1, static (_, count) => count + 1);
        }

        var vectors = texts.Select(static (text, index) =>
            $$"""{"index":{{index}},"embedding":[{{text.Length % 7 + 1}},{{text.Length % 11 + 1}},{{text[0] % 5}}]}""");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"data":[{{string.Join(',', vectors)}}]}""", context.RequestAborted);
    }
}
