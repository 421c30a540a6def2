using System.Globalization;
using System.Text;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>
/// Reads <c>postgresql://user:password@host1:5432,[::1]:5433/database?name=value</c>, as libpq does
/// (<see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS"/>). Every part may be missing, and every
/// part may be percent-encoded.
/// </summary>
internal static class AddressText
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    public static bool IsAddress(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ConnectionTextException">It is none.</exception>
    public static List<KeyValuePair<string, string>> Read(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var parts = new List<KeyValuePair<string, string>>();
        var end = rest.IndexOfAny(['@', '/']);
        if (end >= 0 && rest[end] == '@')
        {
            AddUser(parts, rest[..end]);
            rest = rest[(end + 1)..];
        }

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        AddHosts(parts, slash < 0 ? path : path[..slash]);
        if (slash >= 0)
        {
            parts.Add(new("dbname", Decode(path[(slash + 1)..], "the database's name")));
        }

        if (query >= 0)
        {
            AddParameters(parts, rest[(query + 1)..]);
        }

        return parts;
    }

    private static void AddUser(List<KeyValuePair<string, string>> parts, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        parts.Add(new("user", Decode(colon < 0 ? text : text[..colon], "the user's name")));
        if (colon >= 0)
        {
            parts.Add(new("password", Decode(text[(colon + 1)..], "the password")));
        }
    }

    private static void AddHosts(List<KeyValuePair<string, string>> parts, string text)
    {
        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (var item in text.Split(','))
        {
            var (host, port) = HostAndPort(item);
            if (host.Contains('@', StringComparison.Ordinal))
            {
                // Not said which: it is the end of a password.
                throw new ConnectionTextException(
                    "has more than one '@' before the database's name: write '@' in a password as %40, and '/' as %2F.");
            }

            hosts.Add(Decode(host, "a host"));
            ports.Add(Decode(port, "a port"));
        }

        parts.Add(new("host", string.Join(',', hosts)));
        parts.Add(new("port", ports.All(static port => port.Length == 0) ? "" : string.Join(',', ports)));
    }

    private static (string Host, string Port) HostAndPort(string item)
    {
        if (item.StartsWith('['))
        {
            var end = item.IndexOf(']', StringComparison.Ordinal);
            return end > 1 && (end == item.Length - 1 || item[end + 1] == ':')
                ? (item[1..end], item[(end + 1)..].TrimStart(':'))
                : throw new ConnectionTextException("has an IPv6 address that does not end: write it as [::1]:5432.");
        }

        return item.Split(':') switch
        {
            [var host] => (host, ""),
            [var host, var port] => (host, port),
            _ => throw new ConnectionTextException(
                "has a host with more than one ':': write IPv6 addresses in brackets, as [::1]:5432, and ':' in a password as %3A."),
        };
    }

    private static void AddParameters(List<KeyValuePair<string, string>> parts, string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ConnectionTextException("has a parameter without a value after '?': write name=value, joined by '&'.");
            }

            var name = Decode(pair[..equals], "a parameter's name");
            var value = Decode(pair[(equals + 1)..], $"the parameter '{Shown.Name(name)}'");

            // What JDBC writes; libpq takes it too.
            parts.Add(name == "ssl" && value == "true" ? new("sslmode", "require") : new(name, value));
        }
    }

    private static string Decode(string text, string what)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '%')
            {
                var length = char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(index, length)));
                index += length - 1;
            }
            else if (index + 2 < text.Length
                && byte.TryParse(text.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                && value != 0)
            {
                bytes.Add(value);
                index += 2;
            }
            else
            {
                throw new ConnectionTextException($"has a '%' in {what} that does not begin a code such as %40: write '%' itself as %25.");
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
