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

    public const string ReadChanges =
        "SELECT kind, key, revision, CASE WHEN " + IsLive
            + " THEN 0 ELSE 1 END FROM documents WHERE revision > @revision ORDER BY revision, kind, key";

    public const string ReadRevision = "SELECT revision FROM store_state WHERE id = 1";

    public const string ReadTrimmed = "SELECT trimmed FROM store_state WHERE id = 1";

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
