namespace Holdfast.Hosts.Cli.Output;

/// <summary>Shows blocks to a reader.</summary>
internal interface IBlockWriter
{
    void Write(Block block);
}
