using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Secrets;

namespace McpGateway.Identity.Users;

/// <summary>
/// Names a name that is no account's without saying it: people type passwords where a name is asked for. The same name has the same mark,
/// so repeated attempts are seen; without the master key nobody can try out which name it is.
/// </summary>
internal sealed class UnknownNames(ISecretProtector secrets)
{
    private const int MarkBytes = 6;

    private readonly byte[] _key = secrets.DeriveKey("audit.unknown-names");

    public string Of(string name) =>
        "unknown:" + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name)).AsSpan(0, MarkBytes));
}
