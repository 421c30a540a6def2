namespace McpGateway.Storage.Transfer;

/// <summary>Statements that see rows as they are, in the dialect that SQLite and PostgreSQL share.</summary>
internal static class ContentSql
{
    public const string ReadState = "SELECT revision, trimmed, epoch, key_check FROM store_state WHERE id = 1";

    public const string WriteState =
        "UPDATE store_state SET revision = @revision, trimmed = @trimmed, epoch = @epoch WHERE id = 1";

    public const string CountDocuments = "SELECT COUNT(*) FROM documents";

    public const string ReadDocuments =
        "SELECT kind, key, version, revision, owner, expires_at, is_sealed, is_deleted, body FROM documents "
            + "WHERE (kind, key) > (@kind, @key) ORDER BY kind, key LIMIT 500";

    /// <summary>What may hold secrets: bodies that are there.</summary>
    public const string ReadBodies =
        "SELECT kind, key, version, revision, owner, expires_at, is_sealed, is_deleted, body FROM documents "
            + "WHERE (kind, key) > (@kind, @key) AND is_deleted = 0 AND revision > @revision ORDER BY kind, key LIMIT 500";

    public const string AddDocument =
        "INSERT INTO documents (kind, key, version, revision, owner, expires_at, is_sealed, is_deleted, body) "
            + "VALUES (@kind, @key, @version, @revision, @owner, @expires, @sealed, @deleted, @body)";

    /// <summary>Over the very row that was read.</summary>
    public const string ReplaceBody =
        "UPDATE documents SET body = @body WHERE kind = @kind AND key = @key AND version = @version AND revision = @revision "
            + "AND is_deleted = 0";

    public const string RemoveDocuments = "DELETE FROM documents";

    public const string ReadCommits =
        "SELECT revision, mark, at FROM commits WHERE revision > @revision ORDER BY revision LIMIT 5000";

    public const string AddCommit = "INSERT INTO commits (revision, mark, at) VALUES (@revision, @mark, @at)";

    public const string RemoveCommits = "DELETE FROM commits";

    /// <summary>What is left of records when their days are dropped: those of earlier releases, and sums that were kept.</summary>
    public static readonly IReadOnlyList<string> RemoveRecords =
        ["DELETE FROM records", "DELETE FROM record_blocks", "DELETE FROM log_archive"];
}
