using McpGateway.Core.Audit.Events;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Changes;

/// <summary>Says for each commit what of it is audited, and notes who commits.</summary>
internal sealed class ChangeAudit(IOptions<AuditOptions> options) : IChangeAudit
{
    public ICommitAudit? Begin(DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!options.Value.Enabled)
        {
            return null;
        }

        var scope = AuditScope.Current;
        var hasCaller = scope?.Caller is not null;
        if (!batch.Writes.Any(write => CommitAudit.IsAudited(write, hasCaller)))
        {
            return null;
        }

        scope?.NoteCommit();
        return new CommitAudit(EventComposer.Describe(scope), hasCaller);
    }
}
