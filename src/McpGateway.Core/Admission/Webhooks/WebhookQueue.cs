using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>
/// Delivers events of the registry. What happens waits in a bounded queue, a slow receiver holds up no other for longer than one attempt,
/// and what is not delivered is tried again with growing pauses. What waits when the process ends is lost; the log of deliveries shows it.
/// </summary>
internal sealed partial class WebhookQueue : BackgroundService, IRegistryListener
{
    public const string ClientName = "webhooks";

    /// <summary>The id of the webhook that the environment configures.</summary>
    public const string Configured = "configured";

    private const int Senders = 4;

    private readonly WebhookRepository _webhooks;
    private readonly OutboundHttp _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookQueue> _logger;
    private readonly Channel<RegistryEvent> _events;
    private readonly Channel<Sending> _due;
    private readonly PriorityQueue<Sending, DateTimeOffset> _waiting = new();
    private readonly Lock _gate = new();

    public WebhookQueue(
        WebhookRepository webhooks, [FromKeyedServices(ClientName)] OutboundHttp http, IOptions<WebhookOptions> options, TimeProvider time,
        ILogger<WebhookQueue> logger, IMeterFactory meters)
    {
        (_webhooks, _http, _options, _time, _logger) = (webhooks, http, options.Value, time, logger);
        var bounds = new BoundedChannelOptions(_options.QueueLength) { FullMode = BoundedChannelFullMode.DropWrite };
        _events = Channel.CreateBounded<RegistryEvent>(bounds, _ => LogDropped());
        _due = Channel.CreateBounded<Sending>(bounds, _ => LogDropped());
        meters.Create(Instruments.WebhooksMeter).CreateObservableGauge(
            Instruments.WebhooksQueue, Count, "{delivery}", "Events and deliveries of webhooks that wait, for another attempt, too.");
    }

    public void Hear(RegistryEvent happened) => _events.Writer.TryWrite(happened);

    /// <summary>Sends something to one webhook alone, now.</summary>
    public void Send(WebhookRecord webhook, RegistryEvent happened, JsonObject card) =>
        _due.Writer.TryWrite(SendingOf(webhook, happened, card));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        SpreadAsync(stoppingToken), WakeAsync(stoppingToken), .. Enumerable.Range(0, Senders).Select(_ => SendAsync(stoppingToken)),
    ]);

    /// <summary>Makes one sending for each webhook that hears an event.</summary>
    private async Task SpreadAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (await HearersAsync(happened.EventType, cancellationToken) is { Length: > 0 } hearers)
                {
                    var card = await happened.Card(cancellationToken);
                    Array.ForEach(hearers, webhook => _due.Writer.TryWrite(SendingOf(webhook, happened, card)));
                }
            }
#pragma warning disable CA1031 // the store may be away: one event that cannot be spread must not end the delivery of the others
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(failure);
            }
        }
    }

    /// <summary>Brings back what has waited long enough.</summary>
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        var pause = _options.RetryDelay < TimeSpan.FromSeconds(1) ? _options.RetryDelay : TimeSpan.FromSeconds(1);
        using var timer = new PeriodicTimer(pause, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            lock (_gate)
            {
                while (_waiting.TryPeek(out _, out var due) && due <= _time.GetUtcNow())
                {
                    _due.Writer.TryWrite(_waiting.Dequeue());
                }
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await foreach (var sending in _due.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await TryAsync(sending, cancellationToken);
            }
#pragma warning disable CA1031 // one delivery that breaks must not end the others
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(failure);
            }
        }
    }

    private async Task TryAsync(Sending sending, CancellationToken cancellationToken)
    {
        // Its address or secret may have changed since, or it is gone.
        var webhook = sending.Webhook.Id == Configured
            ? sending.Webhook
            : (await _webhooks.FindAsync(sending.Webhook.Id, cancellationToken))?.Value;
        if (webhook is null)
        {
            return;
        }

        var attempts = sending.Attempts + 1;
        var (status, problem) = await PostAsync(webhook, sending, cancellationToken);
        var isLast = attempts >= _options.MaxAttempts;
        if (problem is not null && !isLast)
        {
            Wait(sending with { Attempts = attempts });
        }

        if (problem is not null)
        {
            LogNotDelivered(webhook.Id, attempts, problem);
        }

        await _webhooks.NoteAsync(
            webhook.Id,
            new()
            {
                Id = sending.Id,
                EventType = sending.Happened.EventType,
                AssetType = sending.Happened.AssetType,
                Path = sending.Happened.Path,
                At = sending.At,
                Attempts = attempts,
                TriedAt = _time.GetUtcNow(),
                Status = status,
                State = problem is null ? "delivered" : isLast ? "failed" : "retrying",
                Problem = problem,
            },
            cancellationToken);
    }

    private async Task<(int? Status, string? Problem)> PostAsync(
        WebhookRecord webhook, Sending sending, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(webhook.Url))
        {
            Content = new ByteArrayContent(sending.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("X-Registry-Event", sending.Happened.EventType);
        request.Headers.TryAddWithoutValidation("X-Registry-Delivery", sending.Id);
        if (webhook.AuthHeader is { Length: > 0 } header)
        {
            request.Headers.TryAddWithoutValidation(header, webhook.AuthValue);
        }

        if (webhook.Secret is { Length: > 0 } secret)
        {
            var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, sending.Body));
            request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookSignature.TimedHeader, WebhookSignature.Of(secret, timestamp, sending.Body));
        }

        var answer = await _http.ExchangeAsync(request, cancellationToken);
        return !answer.IsSuccess ? (null, answer.Error.Detail)
            : answer.Value.IsSuccess ? ((int)answer.Value.Status, null)
            : ((int)answer.Value.Status, $"It answered {(int)answer.Value.Status}");
    }

    private int Count()
    {
        lock (_gate)
        {
            return _events.Reader.Count + _due.Reader.Count + _waiting.Count;
        }
    }

    private void Wait(Sending sending)
    {
        var delay = _options.RetryDelay * Math.Pow(4, sending.Attempts - 1);
        lock (_gate)
        {
            if (_waiting.Count < _options.QueueLength)
            {
                _waiting.Enqueue(sending, _time.GetUtcNow() + delay);
                return;
            }
        }

        LogDropped();
    }

    private async Task<WebhookRecord[]> HearersAsync(string eventType, CancellationToken cancellationToken)
    {
        var made = (await _webhooks.ListAsync(cancellationToken)).Select(static webhook => webhook.Value);
        var all = OfEnvironment() is { } configured ? made.Append(configured) : made;
        return [.. all.Where(webhook => webhook.IsEnabled && webhook.Events.Contains(eventType))];
    }

    /// <summary>The webhook that the environment configures; null for none.</summary>
    public WebhookRecord? OfEnvironment() => string.IsNullOrEmpty(_options.Url) ? null : new()
    {
        Id = Configured,
        Name = "Configured by the environment",
        Url = _options.Url,
        Events = RegistryEventTypes.All,
        Secret = _options.Secret,
        AuthHeader = _options.AuthHeader,
        AuthValue = _options.AuthToken,
        CreatedBy = "environment",
        CreatedAt = default,
    };

    private Sending SendingOf(WebhookRecord webhook, RegistryEvent happened, JsonObject card)
    {
        var now = _time.GetUtcNow();
        var body = new JsonObject
        {
            ["event_type"] = happened.EventType,
            ["registration_type"] = happened.AssetType,
            ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture),
            ["performed_by"] = happened.Performer,
            ["card"] = card.DeepClone(),
        };
        if (happened.Scan is { } scan)
        {
            body["scan"] = scan.DeepClone();
        }

        return new(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), webhook, happened, Encoding.UTF8.GetBytes(body.ToJsonString()),
            now);
    }

    [LoggerMessage(EventId = 17070, Level = LogLevel.Warning, Message = "Too many webhook deliveries wait: one was dropped.")]
    private partial void LogDropped();

    [LoggerMessage(
        EventId = 17071, Level = LogLevel.Warning, Message = "Webhook {Webhook} was not reached at attempt {Attempt}: {Problem}")]
    private partial void LogNotDelivered(string webhook, int attempt, string problem);

    [LoggerMessage(EventId = 17072, Level = LogLevel.Error, Message = "A webhook delivery broke.")]
    private partial void LogFailed(Exception failure);

    private sealed record Sending(string Id, WebhookRecord Webhook, RegistryEvent Happened, byte[] Body, DateTimeOffset At)
    {
        public int Attempts { get; init; }
    }
}
