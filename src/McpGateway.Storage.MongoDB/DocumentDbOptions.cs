using McpGateway.Foundation.Settings;

namespace McpGateway.Storage.MongoDB;

/// <summary>How MongoDB or DocumentDB is reached, for <c>STORAGE_BACKEND=mongodb-ce</c> and <c>documentdb</c>.</summary>
public sealed class DocumentDbOptions
{
    public const string Section = "Storage:DocumentDb";

    /// <summary>
    /// A <c>mongodb://</c> or <c>mongodb+srv://</c> address, which says everything but <see cref="Database"/> and <see cref="Namespace"/>;
    /// the others count where it is not set. A credential: never logged.
    /// </summary>
    [SecretSetting]
    public string? ConnectionString { get; set; }

    /// <summary>A host; or several with commas between them, each with its port where that is not <see cref="Port"/>.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>1 to 65,535.</summary>
    public int Port { get; set; } = 27017;

    /// <summary>The database. The Python product's collections in it are left alone.</summary>
    public string Database { get; set; } = "mcp_registry";

    /// <summary>Who signs in, of the database <c>admin</c>: SCRAM-SHA-256, with DocumentDB SCRAM-SHA-1.</summary>
    public string? Username { get; set; }

    /// <summary>The password of <see cref="Username"/>. A credential: never logged.</summary>
    [SecretSetting]
    public string? Password { get; set; }

    /// <summary>Whether the connection is encrypted, and the server has to prove who it is.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>
    /// The authorities whose certificates count, as PEM. Without it those of the system do, or those in <c>global-bundle.pem</c> where that
    /// file is in the working directory.
    /// </summary>
    public string? TlsCaFile { get; set; }

    /// <summary>
    /// Whether a role at AWS signs in (MONGODB-AWS): the keys are those of <c>AWS_ACCESS_KEY_ID</c> and the like, or of the role of the ECS
    /// or EKS container.
    /// </summary>
    public bool UseIam { get; set; }

    /// <summary>The name of the replica set; without it any.</summary>
    public string? ReplicaSet { get; set; }

    /// <summary>Accepted for the sake of existing settings: everything is read from the primary.</summary>
    public string? ReadPreference { get; set; }

    /// <summary>Whether only the named host is talked to, whatever others it names.</summary>
    public bool DirectConnection { get; set; }

    /// <summary>Tells installations in one database apart: 1 to 40 letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string Namespace { get; set; } = "default";
}
