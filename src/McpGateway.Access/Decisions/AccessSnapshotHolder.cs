namespace McpGateway.Access.Decisions;

/// <summary>The current access policy: <see cref="AccessSnapshotProjection"/> writes it, every decision reads it once.</summary>
public sealed class AccessSnapshotHolder
{
    private AccessSnapshot _current = AccessSnapshot.Empty;

    public AccessSnapshot Current => Volatile.Read(ref _current);

    internal void Publish(AccessSnapshot next) => Volatile.Write(ref _current, next);
}
