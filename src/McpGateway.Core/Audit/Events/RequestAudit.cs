using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Events;

/// <summary>
/// Tells the audit who sends a request, and writes down what requests tried that no commit tells of: refused ones, failed ones, and those
/// that changed something elsewhere, such as an account at an identity provider. The latter are in the audit before they are answered.
/// </summary>
internal sealed partial class RequestAudit(
    RequestDelegate next, EventComposer composer, AuditEventQueue events, IAuditTrail trail, IOptions<AuditOptions> options,
    TimeProvider time, ILogger<RequestAudit> logger)
{
    private const string Correlation = "X-Correlation-ID";

    public async Task InvokeAsync(HttpContext context)
    {
        var scope = new AuditScope(
            context.FindCaller, () => RequestDescription.Of(context), () => context.Features.Get<AuditCredential>(), time)
        {
            RequestId = context.TraceIdentifier,
            SuccessStatus = () => StatusOfSuccess(context),
            KeepsRequest = RequestOperation.MayChange(context.Request),
            CorrelationId = context.Request.Headers[Correlation] is [{ Length: > 0 } id] ? LogText.Clean(id) : null,
        };
        using var entered = scope.Enter();
        if (!options.Value.Enabled || !RequestOperation.MayChange(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() => RecordAsync(context, scope));
        await next(context);
    }

    /// <summary>What the endpoint declares.</summary>
    private static int? StatusOfSuccess(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Select(static declared => declared.StatusCode)
            .FirstOrDefault(static status => status is >= 200 and < 400) is > 0 and var declared
            ? declared
            : StatusCodes.Status200OK;

    private async Task RecordAsync(HttpContext context, AuditScope scope)
    {
        if (RequestOperation.Of(context) is not { } operation)
        {
            return;
        }

        var note = NoteOf(context, operation);
        if (note.Outcome != AuditOutcomes.Success)
        {
            events.Record(note);
        }
        else if (!scope.HasCommitted)
        {
            await WriteAsync(note);
        }
    }

    /// <summary>Before the answer, which says that it is done.</summary>
    private async Task WriteAsync(AuditNote note)
    {
        var composed = composer.Compose(note);
        try
        {
            await trail.AppendAsync([composed], CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It is done, and the answer must not say otherwise: the event waits until the store takes it, or knows it already.
            LogWaiting(failure);
            events.Put(composed);
        }
    }

    private static AuditNote NoteOf(HttpContext context, RequestOperation operation)
    {
        var status = context.Response.StatusCode;
        var outcome = status switch
        {
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => AuditOutcomes.Denied,
            >= StatusCodes.Status400BadRequest => AuditOutcomes.Failure,
            _ => AuditOutcomes.Success,
        };
        return new()
        {
            Stream = operation.Stream,
            Operation = operation.Name,
            ResourceType = operation.ResourceType,
            ResourceId = operation.ResourceId,
            Outcome = outcome,
            Decision = outcome == AuditOutcomes.Denied ? AuditDecisions.Deny : AuditDecisions.Allow,
            StatusCode = status,
            RequiredPermission = operation.Rule,
        };
    }

    [LoggerMessage(EventId = 16002, Level = LogLevel.Error,
        Message = "An event of the audit could not be written before its request was answered; it waits in memory.")]
    private partial void LogWaiting(Exception failure);
}
