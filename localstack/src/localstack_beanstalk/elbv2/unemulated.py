"""Operations on what cannot be made here: trust stores, reserved capacity, address pools, resource policies.

Nothing of these exists, so everything but the making of one has AWS's own answer. Making one is refused as
AWS refuses an account that is not permitted to.
"""

from ..asf import refusal
from .balancers import balancer
from .operation import operation
from .state import Elbv2State, Shape


class Unemulated:
    """The operations on trust stores and the rest."""

    @operation("DescribeTrustStores")
    def describe_trust_stores(self, state: Elbv2State, request: Shape) -> Shape:
        if request.get("TrustStoreArns") or request.get("Names"):
            raise _no_trust_store()
        return {"TrustStores": []}

    @operation("DescribeCapacityReservation")
    def describe_capacity_reservation(self, state: Elbv2State, request: Shape) -> Shape:
        balancer(state, request["LoadBalancerArn"])
        return {"DecreaseRequestsRemaining": 2, "CapacityReservationState": []}

    @operation("GetResourcePolicy")
    def get_resource_policy(self, state: Elbv2State, request: Shape) -> Shape:
        raise refusal("ResourceNotFound", f"Resource '{request['ResourceArn']}' not found")

    @operation("CreateTrustStore")
    def create_trust_store(self, state: Elbv2State, request: Shape) -> Shape:
        raise refusal("OperationNotPermitted", "Trust stores are not emulated")

    @operation("ModifyCapacityReservation")
    def modify_capacity_reservation(self, state: Elbv2State, request: Shape) -> Shape:
        balancer(state, request["LoadBalancerArn"])
        raise refusal("OperationNotPermitted", "Capacity reservations are not emulated")

    @operation("ModifyIpPools")
    def modify_ip_pools(self, state: Elbv2State, request: Shape) -> Shape:
        balancer(state, request["LoadBalancerArn"])
        raise refusal("OperationNotPermitted", "IP address pools are not emulated")

    @operation("AddTrustStoreRevocations")
    def add_trust_store_revocations(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("DeleteSharedTrustStoreAssociation")
    def delete_shared_trust_store_association(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("DeleteTrustStore")
    def delete_trust_store(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("DescribeTrustStoreAssociations")
    def describe_trust_store_associations(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("DescribeTrustStoreRevocations")
    def describe_trust_store_revocations(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("GetTrustStoreCaCertificatesBundle")
    def get_trust_store_ca_certificates_bundle(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("GetTrustStoreRevocationContent")
    def get_trust_store_revocation_content(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("ModifyTrustStore")
    def modify_trust_store(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()

    @operation("RemoveTrustStoreRevocations")
    def remove_trust_store_revocations(self, state: Elbv2State, request: Shape) -> Shape:
        raise _no_trust_store()


def _no_trust_store() -> Exception:
    return refusal("TrustStoreNotFound", "One or more trust stores not found")
