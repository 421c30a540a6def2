namespace McpGateway.Foundation.Auditing;

/// <summary>Where no audit is composed.</summary>
internal sealed class NoAuditEvents : IAuditEvents
{
    public void Record(AuditNote note)
    {
        // There is nobody to tell.
    }
}
