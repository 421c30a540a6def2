namespace McpGateway.Storage.Sql;

/// <summary>
/// The statements of the document store, in the dialect that SQLite and PostgreSQL share. A live row is neither deleted nor expired.
/// </summary>
internal static class DocumentSql
{
    public const string Find =
        "SELECT key, version, revision, is_sealed, body FROM documents WHERE kind = @kind AND key = @key AND " + IsLive;

    public const string List =
        "SELECT key, version, revision, is_sealed, body FROM documents WHERE kind = @kind AND " + IsLive + " ORDER BY key";

    public const string ListByOwner =
        "SELECT key, version, revision, is_sealed, body FROM documents WHERE kind = @kind AND owner = @owner AND " + IsLive
            + " ORDER BY key";

    /// <summary>Each change comes with the mark of its commit.</summary>
    public const string ReadChanges =
        "SELECT d.kind, d.key, d.revision, CASE WHEN d.is_deleted = 0 AND (d.expires_at IS NULL OR d.expires_at > @now) THEN 0 ELSE 1 END, "
            + "c.mark FROM documents d LEFT JOIN commits c ON c.revision = d.revision WHERE d.revision > @revision "
            + "ORDER BY d.revision, d.kind, d.key";

    public const string ReadRevision = "SELECT revision FROM store_state WHERE id = 1";

    public const string WriteMark =
        "INSERT INTO commits (revision, mark, at) VALUES (@revision, @mark, @now) "
            + "ON CONFLICT (revision) DO UPDATE SET mark = excluded.mark, at = excluded.at";

    /// <summary>The newest commit stays, however old: a reader that is up to date must be able to see that it is.</summary>
    public const string ForgetMarks = "DELETE FROM commits WHERE at <= @old AND revision < (SELECT revision FROM store_state WHERE id = 1)";

    public const string WriteRevision = "UPDATE store_state SET revision = @revision WHERE id = 1";

    public const string WriteTrimmed = "UPDATE store_state SET trimmed = @trimmed WHERE id = 1 AND trimmed < @trimmed";

    /// <summary>Writes whatever is there.</summary>
    public const string Put = Insert + OnConflict;

    /// <summary>Writes only where no live document is.</summary>
    public const string PutNew = Insert + OnConflict +
        " WHERE documents.is_deleted = 1 OR (documents.expires_at IS NOT NULL AND documents.expires_at <= @now)";

    /// <summary>Writes only over the version that was read.</summary>
    public const string PutOver =
        "UPDATE documents SET version = version + 1, revision = @revision, owner = @owner, expires_at = @expires, is_sealed = @sealed, "
            + "body = @body " +
        "WHERE kind = @kind AND key = @key AND version = @expected AND " + IsLive;

    public const string Delete = Bury + "WHERE kind = @kind AND key = @key AND " + IsLive;

    public const string DeleteVersion = Bury + "WHERE kind = @kind AND key = @key AND version = @expected AND " + IsLive;

    /// <summary>Deletes a limited number of expired documents.</summary>
    public const string DeleteExpired = Bury +
        "WHERE (kind, key) IN (SELECT kind, key FROM documents WHERE is_deleted = 0 AND expires_at IS NOT NULL AND expires_at <= @now "
            + "LIMIT 1000)";

    public const string NewestOldTombstone = "SELECT MAX(revision) FROM documents WHERE is_deleted = 1 AND expires_at <= @now";

    public const string RemoveOldTombstones = "DELETE FROM documents WHERE is_deleted = 1 AND expires_at <= @now AND revision <= @trimmed";

    /// <summary>Where the store is, and what it has at the reader's revision.</summary>
    /// <param name="instance">An expression that tells runs of the database server apart.</param>
    public static string ReadHead(string instance) =>
        $"SELECT s.epoch, {instance}, s.revision, s.trimmed, newest.mark, since.mark FROM store_state s "
            + "LEFT JOIN commits newest ON newest.revision = s.revision LEFT JOIN commits since ON since.revision = @revision "
            + "WHERE s.id = 1";

    private const string IsLive = "is_deleted = 0 AND (expires_at IS NULL OR expires_at > @now)";

    private const string Insert =
        "INSERT INTO documents (kind, key, version, revision, owner, expires_at, is_sealed, is_deleted, body) " +
        "VALUES (@kind, @key, 1, @revision, @owner, @expires, @sealed, 0, @body) ";

    private const string OnConflict =
        "ON CONFLICT (kind, key) DO UPDATE SET version = documents.version + 1, revision = excluded.revision, owner = excluded.owner, " +
        "expires_at = excluded.expires_at, is_sealed = excluded.is_sealed, is_deleted = 0, body = excluded.body";

    /// <summary>
    /// What stays of a deleted document, until <c>@until</c>: the change feed must tell of it, and its version goes on counting.
    /// </summary>
    private const string Bury =
        "UPDATE documents SET version = version + 1, revision = @revision, owner = NULL, expires_at = @until, is_sealed = 0, "
            + "is_deleted = 1, body = NULL ";
}
