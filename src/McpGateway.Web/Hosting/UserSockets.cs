namespace McpGateway.Web.Hosting;

/// <summary>
/// How many connections of live pages each user has. A page in a tab has one, with its state on the server; a user without any rights has
/// little to look at and gets few.
/// </summary>
internal sealed class UserSockets
{
    public const int Most = 32;
    public const int MostWithoutRights = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    public bool TryOpen(string subject, bool hasRights)
    {
        lock (_lock)
        {
            var count = _open.GetValueOrDefault(subject);
            if (count >= (hasRights ? Most : MostWithoutRights))
            {
                return false;
            }

            _open[subject] = count + 1;
            return true;
        }
    }

    public void Close(string subject)
    {
        lock (_lock)
        {
            if (--_open[subject] == 0)
            {
                _open.Remove(subject);
            }
        }
    }
}
