namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// The most that a cosine counts for, given in how many dimensions the signs differ. Signs differ in as large a share of the dimensions as
/// the angle is of a half turn (Charikar, STOC 2002), give or take what chance adds: cos(π · share). The straight line that touches it
/// where nothing is in common lies above it for all that is near, and costs less to compute.
/// </summary>
internal readonly record struct CosineBound
{
    private CosineBound(float highest, float perSign) => (Highest, PerSign) = (highest, perSign);

    /// <summary>What it is when no sign differs.</summary>
    public float Highest { get; }

    /// <summary>By how much each sign that differs lowers it.</summary>
    public float PerSign { get; }

    public static CosineBound Of(VectorCalibration calibration, int dimensions) =>
        new((MathF.PI / 2) + calibration.Slack, MathF.PI / dimensions);

    /// <summary>What the signs let expect, without slack.</summary>
    public static float Expected(int distance, int dimensions) => (MathF.PI / 2) - (MathF.PI * distance / dimensions);

    public float At(int distance) => Highest - (PerSign * distance);
}
