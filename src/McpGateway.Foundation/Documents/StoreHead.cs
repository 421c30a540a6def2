namespace McpGateway.Foundation.Documents;

/// <summary>
/// What a store says of itself, and of the commit at which a reader is. The rule by which every adapter tells a reader to load again.
/// </summary>
/// <param name="Position">The newest commit.</param>
/// <param name="Trimmed">The newest revision of which deletions may no longer be on record.</param>
/// <param name="MarkOfReader">The mark of the commit with the reader's revision; null when there is no such commit, or no mark.</param>
public sealed record StoreHead(StorePosition Position, long Trimmed, long? MarkOfReader)
{
    /// <summary>Why a reader at <paramref name="since"/> must load again.</summary>
    public FeedBreak BreakAfter(StorePosition since)
    {
        ArgumentNullException.ThrowIfNull(since);
        return since.Epoch != Position.Epoch || since.Revision > Position.Revision ? FeedBreak.OtherHistory
            : since.Revision > 0 && since.Mark is { } mark && MarkOfReader is { } found && found != mark ? FeedBreak.OtherHistory

            // Marks are kept as long as deletions: whose commit has none any more was away too long.
            : since.Revision < Trimmed || (since.Revision > 0 && since.Mark is not null && MarkOfReader is null) ? FeedBreak.Forgotten
            : since.Instance != Position.Instance ? FeedBreak.OtherServer
            : FeedBreak.None;
    }
}
