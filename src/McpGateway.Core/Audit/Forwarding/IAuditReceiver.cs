using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>Takes events somewhere else.</summary>
internal interface IAuditReceiver
{
    /// <summary>Under which it is remembered how far the receiver is. Stored: it does not change.</summary>
    string Name { get; }

    /// <summary>Sends events, oldest first. All of them are taken when it returns; some may be when it fails, and come again.</summary>
    /// <exception cref="IOException">They could not be sent.</exception>
    Task SendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken);
}
